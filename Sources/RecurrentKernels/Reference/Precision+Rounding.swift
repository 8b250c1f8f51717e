extension Precision {
  /// A number as a factor of a product whose factors are rounded one by one.
  func rounded(_ x: Float) -> Float { self == .bf16 ? x.roundedToBFloat16 : x }
}

extension Float {
  /// The nearest number of the upper 16 bits, and of two as near the even one; zero below 2^-126, as processors have it.
  fileprivate var roundedToBFloat16: Float {
    if isNaN { return self }
    if magnitude < .leastNormalMagnitude { return 0 }
    let half: UInt32 = 0x7fff + (bitPattern >> 16 & 1)
    return Float(bitPattern: (bitPattern &+ half) & 0xffff_0000)
  }
}

/// A row as whole numbers from -127 to 127, each standing for itself times the scale.
struct Int8Row {
  let scale: Float
  let numbers: [Int]

  init(_ row: some Collection<Float>) {
    let largest = row.reduce(0) { $1.isNaN ? .nan : max($0, $1.magnitude) }
    guard largest.isFinite else {
      (scale, numbers) = (.nan, Array(repeating: 0, count: row.count))
      return
    }
    scale = largest / 127
    let inverse = largest < 0x1p-100 ? 0 : 127 / largest
    numbers = row.map { Int(($0 * inverse).rounded(.toNearestOrEven)) }
  }

  /// The sum is exact.
  static func dot(_ a: Int8Row, _ b: Int8Row) -> Float {
    Float(zip(a.numbers, b.numbers).reduce(0) { $0 + $1.0 * $1.1 }) * (a.scale * b.scale)
  }
}
