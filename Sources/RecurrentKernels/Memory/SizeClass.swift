/// The sizes a ``BufferPool`` hands out: 256 bytes, then four to a power of two (320, 384, 448, 512, 640, ...), so that
/// a larger block is never more than a fifth idle.
struct SizeClass: Equatable {
  let index: Int
  private static let smallest = 256

  init(index: Int) { self.index = index }

  /// The smallest class of at least `byteCount` bytes.
  init(holding byteCount: Int) {
    precondition((0...(1 << 60)).contains(byteCount), "a buffer has 0...2^60 bytes, got \(byteCount)")
    guard byteCount > Self.smallest else {
      index = 0
      return
    }
    let last = byteCount - 1
    let exponent = Int.bitWidth - 1 - last.leadingZeroBitCount
    let quarter = (last >> (exponent - 2)) & 3
    index = (exponent - 8) * 4 + quarter + 1
  }

  var byteCount: Int {
    guard index > 0 else { return Self.smallest }
    let (doublings, quarter) = (index - 1).quotientAndRemainder(dividingBy: 4)
    return (Self.smallest << doublings) / 4 * (5 + quarter)
  }
}
