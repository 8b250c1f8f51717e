import RecurrentText

/// Where examples are: a file, or a part of what is in it. They are read one by one, as often as they are asked for, so
/// that they need not be in memory together.
public protocol ExampleFile: Sendable {
  /// What one of its examples is.
  associatedtype Example

  /// The file.
  var path: String { get }
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
  public func read(_ body: (Example) throws -> Void) throws {
    let next = try makeRangeReader()
    while let example = try next() { try body(example) }
  }

  /// Reads the examples in order, as many at a time as have together a size that memory holds well.
  func readChunks(
    size: Int, weight: @escaping (Example) -> Int, _ body: ([Example]) throws -> Void
  ) throws {
    try Chunks(size: size, weight: weight, next: makeRangeReader()).read(body)
  }

  /// As ``makeReader()``, of the examples in ``range`` alone.
  private func makeRangeReader() throws -> () throws -> Example? {
    let next = try makeReader()
    guard let range else { return next }
    var index = 0
    return {
      while index < range.upperBound, let example = try next() {
        index += 1
        if index > range.lowerBound { return example }
      }
      return nil
    }
  }

  /// Cuts the file in two: its last part, as near to so large a share as whole examples come, is for validation; nil
  /// where that is none.
  ///
  /// - Throws: `TextFileError`; also where nothing would be left to train on.
  public func split(validationFraction: Double) throws -> (training: Self, validation: Self?) {
    var count = 0
    try read { _ in count += 1 }
    let start = range?.lowerBound ?? 0
    let cut = start + count - Int((Double(count) * validationFraction).rounded())
    guard cut > start else {
      throw count == 0
        ? nothingInIt
        : TextFileError.malformed(
          path: path, line: 1, reason: "too little in it (\(count)) to leave a part for validation")
    }
    var (training, validation) = (self, self)
    training.range = start..<cut
    validation.range = cut..<(start + count)
    return (training, cut < start + count ? validation : nil)
  }

  /// The error of a file without examples.
  var nothingInIt: TextFileError { .malformed(path: path, line: 1, reason: "there is nothing in it") }
}
