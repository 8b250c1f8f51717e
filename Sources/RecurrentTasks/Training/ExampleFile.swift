/// Where examples are: a file, or a part of what is in it. They are read one by one, as often as they are asked for, so
/// that they need not be in memory together.
public protocol ExampleFile: Sendable {
  associatedtype Example

  /// Which examples of the file, counted from 0. nil: all.
  var range: Range<Int>? { get set }

  /// Opens the file.
  ///
  /// - Returns: The next example at each call, nil after the last.
  /// - Throws: `TextFileError`, as do the calls.
  func makeReader() throws -> () throws -> Example?
}

extension ExampleFile {
  /// Reads the examples in order.
  ///
  /// - Throws: `TextFileError`, and what `body` throws.
  public func forEach(_ body: (Example) throws -> Void) throws {
    let next = try makeReader()
    var index = 0
    while let example = try next() {
      if let range, index >= range.upperBound { break }
      if range?.contains(index) ?? true { try body(example) }
      index += 1
    }
  }

  /// Cuts the file in two: its last part, of so large a share, is for validation; nil where that is no example.
  ///
  /// - Throws: `TextFileError`.
  public func split(validationFraction: Double) throws -> (training: Self, validation: Self?) {
    var count = 0
    try forEach { _ in count += 1 }
    let start = range?.lowerBound ?? 0
    let cut = start + Int(Double(count) * (1 - validationFraction))
    var (training, validation) = (self, self)
    training.range = start..<cut
    validation.range = cut..<(start + count)
    return (training, cut < start + count ? validation : nil)
  }
}
