/// The time of day.
package enum WallClock {
  /// The seconds since 1970 began.
  package static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
