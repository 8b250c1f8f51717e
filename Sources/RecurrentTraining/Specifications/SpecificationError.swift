import RecurrentLayers

/// An option of a layer, a loss, a metric or an optimiser that cannot be, or a shape that a layer cannot take.
///
/// A programmer's mistake stops the program with it; what a file says throws it.
public struct SpecificationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Whose: `LSTM`.
  public let subject: String
  /// The option or axis: `units`.
  public let what: String
  /// What it must be.
  public let expected: String
  /// What it is.
  public let got: String

  /// What of a layer is wrong, with what it must be and is.
  public init(_ subject: String, _ what: String, expected: some Sendable, got: some Sendable) {
    (self.subject, self.what) = (subject, what)
    (self.expected, self.got) = ("\(expected)", "\(got)")
  }

  public var description: String { "\(subject): \(what): expected \(expected), got \(got)" }
}

/// What can be data of a file: it says of itself what cannot be.
protocol Checkable {
  /// What messages call it.
  var name: String { get }

  func requireUsable() throws(SpecificationError)
}

extension Checkable {
  func require(
    _ condition: Bool, _ what: String, expected: some Sendable, got: some Sendable
  ) throws(SpecificationError) {
    if !condition { throw SpecificationError(name, what, expected: expected, got: got) }
  }

  func requireAboveZero(_ number: Float, _ what: String) throws(SpecificationError) {
    try require(number > 0, what, expected: "above 0", got: number)
  }

  func requireNotNegative(_ number: Float, _ what: String) throws(SpecificationError) {
    try require(number >= 0, what, expected: "at least 0", got: number)
  }

  func requireBelowOne(_ number: Float, _ what: String) throws(SpecificationError) {
    try require((0..<1).contains(number), what, expected: "0 ..< 1", got: number)
  }
}
