import Foundation

/// Series with something to learn in them, the same at every call.
public enum SampleSeries {
  /// A CSV with the columns time, wave, walk and ahead: a wave of 12 steps on a slow rise, a walk of steps that nothing
  /// tells of, and where the walk will be one step later.
  public static func table(_ count: Int) -> String {
    var (state, place) = (UInt64(7), 0.0)
    let walk = (0...count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      place += Double(state >> 33) / 0x1p31 - 0.5
      return place
    }
    let rows = (0..<count).map { time in
      "\(time),\(sin(Double(time) * .pi / 6) + Double(time) / 200),\(walk[time]),\(walk[time + 1])"
    }
    return (["time,wave,walk,ahead"] + rows).joined(separator: "\n") + "\n"
  }
}
