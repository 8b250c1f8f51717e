import RecurrentLayers
import RecurrentTraining

/// The n-grams that end with each unit of a text, as places in a table that they share by their hash.
struct UnitNgrams: Sendable {
  /// Of the units in each n-gram: 2 and more.
  let length: Int
  /// The rows of the table. Row 0 is for hidden n-grams.
  let rowCount: Int

  init(length: Int, buckets: Int) {
    self.length = length
    rowCount = buckets + 1
  }

  /// The row of the n-gram that ends with each unit. What is before the text counts as a unit of its own kind.
  func rows(of text: [Int32]) -> [Int32] {
    text.indices.map { end in
      var hash = UInt64(length)
      for place in (end - length + 1)...end {
        hash ^= place >= 0 ? UInt64(text[place]) + 1 : 0
        // The golden ratio's bits: those of the units reach the upper half, and the shift brings them down.
        hash = hash &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
      }
      return Int32(hash % UInt64(rowCount - 1)) + 1
    }
  }
}
