import RecurrentFoundation

/// What one input may cost: a second of computing, and four times its bytes, what it declares and 64 MiB of memory.
struct Meter {
  private static let seconds = 1.0
  private static let spareBytes = 64 << 20

  private let residentBytes: Int
  private let start: Double

  init() {
    ResidentMemory.forgetPeak()
    residentBytes = ResidentMemory.bytes("VmRSS:")
    start = Self.processorSeconds
  }

  /// Stops the process where the input cost more.
  func check(inputBytes: Int, declaredBytes: Int) {
    let seconds = Self.processorSeconds - start
    guard seconds <= Self.seconds else { fatalError("it took \(seconds) s for \(inputBytes) bytes") }
    let bytes = ResidentMemory.bytes("VmHWM:") - residentBytes
    guard bytes <= 4 * inputBytes + declaredBytes + Self.spareBytes else {
      fatalError("it took \(bytes >> 20) MiB for \(inputBytes) bytes which declare \(declaredBytes)")
    }
  }

  /// Of all threads: a busy machine does not count.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
