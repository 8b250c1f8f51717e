import RecurrentText

/// Pairs of texts in a file, a line each: a sentence and its translation, a question and its answer.
public struct TextPairs: ExampleFile, Hashable {
  public let path: String
  /// What stands between the two texts of a line.
  public let separator: String
  public var range: Range<Int>?

  /// The pairs of a file, or those of a range, counted from 0.
  public init(path: String, separator: String = "\t", range: Range<Int>? = nil) {
    self.path = path
    self.separator = separator
    self.range = range
  }

  public func makeReader() throws -> () throws -> PairReader.Pair? {
    let reader = try PairReader(path: path, separator: separator)
    return { try reader.next() }
  }
}
