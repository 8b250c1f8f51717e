import RecurrentFoundation
import RecurrentLayers

/// Something that must be the same where a training goes on: an option, or data by its hash.
public struct TrainingCondition: Codable, Equatable, Sendable {
  /// What a condition is about.
  public enum Role: String, Codable, Sendable {
    /// An option of the training; the data that it is of.
    case option, data
    /// It follows from the others, and is named where none of them differs.
    case derived
  }

  /// What it is about.
  public let role: Role
  /// `hidden`, `learning_rate`; `training data`.
  public let name: String
  /// What it was.
  public let value: String

  /// An option and what it is set to.
  public static func option(_ name: String, _ value: some CustomStringConvertible) -> TrainingCondition {
    TrainingCondition(role: .option, name: name, value: "\(value)")
  }

  static func derived(_ name: String, _ value: String) -> TrainingCondition {
    TrainingCondition(role: .derived, name: name, value: value)
  }

  /// - Parameter fingerprint: the same for the same data.
  public static func data(_ name: String, fingerprint: String) -> TrainingCondition {
    TrainingCondition(role: .data, name: name, value: fingerprint)
  }
}

/// Why training does not go on from a checkpoint: it is one of another training.
public struct CheckpointMismatch: Error, Equatable, Sendable, CustomStringConvertible {
  /// A condition that is another one now.
  public struct Difference: Equatable, Sendable {
    /// What it is about.
    public let role: TrainingCondition.Role
    /// The condition's name.
    public let name: String
    /// nil: the checkpoint's training had no such thing.
    public let saved: String?
    /// nil: this one has none.
    public let now: String?
  }

  /// All that differ.
  public let differences: [Difference]

  init(_ differences: [Difference]) { self.differences = differences }

  /// Of a part that cannot have the memory that was saved for it.
  public init(_ name: String, saved: some CustomStringConvertible, now: some CustomStringConvertible) {
    self.init([Difference(role: .option, name: name, saved: "\(saved)", now: "\(now)")])
  }

  /// Checks that a training's conditions are those of a checkpoint.
  static func check(saved: [TrainingCondition], now: [TrainingCondition]) throws(CheckpointMismatch) {
    func value(_ condition: TrainingCondition, in others: [TrainingCondition]) -> String? {
      others.first { $0.role == condition.role && $0.name == condition.name }?.value
    }
    let lacking = saved.filter { value($0, in: now) == nil }
    let differences =
      now.filter { value($0, in: saved) != $0.value }.map {
        Difference(role: $0.role, name: $0.name, saved: value($0, in: saved), now: $0.value)
      } + lacking.map { Difference(role: $0.role, name: $0.name, saved: $0.value, now: nil) }
    let given = differences.filter { $0.role != .derived }
    if !differences.isEmpty { throw CheckpointMismatch(given.isEmpty ? differences : given) }
  }

  public var description: String {
    let texts = differences.map { difference in
      switch difference.role {
      case .option, .derived:
        "\(difference.name) was \(difference.saved ?? "not set"), is \(difference.now ?? "not set")"
      case .data: "the \(difference.name) differs"
      }
    }
    return "the checkpoint is one of another training: " + texts.joined(separator: "; ")
  }
}

/// A number that is the same for the same data, taken in piece by piece.
package struct Fingerprint {
  private var pieces: [UInt64] = []

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) { pieces.append(XXH64.hash(bytes)) }
  package mutating func add<Number: BitwiseCopyable>(_ numbers: [Number]) { numbers.withUnsafeBytes { add($0) } }
  package mutating func add(_ text: String) { add(Array(text.utf8)) }

  package mutating func add(_ tensor: Tensor) {
    add(tensor.shape)
    tensor.withUnsafeScalars { add(UnsafeRawBufferPointer($0)) }
  }

  package mutating func add(tokens: any TokenStorage) {
    add([tokens.count])
    tokens.forEachPiece { add($0) }
  }

  package var hash: UInt64 { pieces.withUnsafeBytes(XXH64.hash) }
  package var text: String { String(hash, radix: 16) }
}
