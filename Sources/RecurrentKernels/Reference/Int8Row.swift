/// A row as whole numbers from -127 to 127, each standing for itself times the scale: the row's largest magnitude by 127.
///
/// To round what was rounded changes nothing: fl(fl(127 s) / 127) = s for each s = fl(a / 127). Rounding moves 127 s by 64
/// units in the last place of s at most. Fewer than 64 of them are less than half a unit after the division by 127, which
/// rounds them away. Moved by 64, 127 s would be too far from a for s to be fl(a / 127).
package struct Int8Row {
  package let scale: Float
  package let numbers: [Int8]

  package init(_ row: UnsafeBufferPointer<Float>) {
    let largest = row.reduce(0) { $1.isNaN ? .nan : max($0, $1.magnitude) }
    guard largest.isFinite else {
      (scale, numbers) = (.nan, Array(repeating: 0, count: row.count))
      return
    }
    scale = largest / 127
    let inverse = largest < 0x1p-100 ? 0 : Double(127 / largest)
    // The product is exact in Double, and so rounded once, as a fused multiplication and addition does it.
    numbers = row.map { Int8((Double($0) * inverse).rounded(.toNearestOrEven)) }
  }

  /// Writes the numbers that the whole numbers stand for.
  package func write(to row: UnsafeMutableBufferPointer<Float>) {
    for (index, number) in numbers.enumerated() { row[index] = Float(number) * scale }
  }

  /// The sum is exact.
  static func dot(_ a: Int8Row, _ b: Int8Row) -> Float {
    Float(zip(a.numbers, b.numbers).reduce(0) { $0 + Int($1.0) * Int($1.1) }) * (a.scale * b.scale)
  }
}
