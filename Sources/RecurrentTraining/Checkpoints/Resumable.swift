/// Remembers something from one step of a training to the next: it is saved in checkpoints, and given back where training
/// goes on from one.
///
/// ```swift
/// final class Patience: Callback {
///   var worseEpochs = 0
///   var memory: Int { worseEpochs }
///   func restore(_ memory: Int) { worseEpochs = memory }
///   ...
/// }
/// ```
/// Tensors in a memory become tensors of the checkpoint's file.
public protocol Resumable {
  /// ``NoMemory`` where what comes next depends on nothing of this kind.
  associatedtype Memory: Codable = NoMemory

  /// Everything that what it does next depends on, besides what it was made with.
  var memory: Memory { get }

  /// Takes back what ``memory`` was. It comes from a file, and may be anything of its type.
  ///
  /// - Throws: ``CheckpointMismatch`` where it cannot be a memory of this.
  mutating func restore(_ memory: Memory) throws
}

extension Resumable {
  /// Whether there is anything to save of it.
  var remembers: Bool { Memory.self != NoMemory.self }
}

/// The memory of what remembers nothing.
public struct NoMemory: Codable, Sendable {
  /// Nothing is remembered.
  public init() {}
}

/// The memory of a part whose type is not known where it is saved.
struct AnyMemory: Codable {
  private enum Contents {
    case value(any Encodable)
    case encoded(any Decoder)
  }

  private let contents: Contents

  init(_ part: some Resumable) { contents = .value(part.memory) }

  private enum CodingKeys: String, CodingKey { case memory }

  /// Only a decoder of its own can be read from later.
  init(from decoder: any Decoder) throws {
    contents = .encoded(try decoder.container(keyedBy: CodingKeys.self).superDecoder(forKey: .memory))
  }

  func encode(to encoder: any Encoder) throws {
    switch contents {
    case .value(let value):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(value, forKey: .memory)
    case .encoded: preconditionFailure("a memory that was read is given back, not saved again")
    }
  }

  /// Gives it back to the part it came from.
  func restore<Part: Resumable>(_ part: inout Part) throws {
    guard case .encoded(let decoder) = contents else { preconditionFailure("a memory is given back as it was read") }
    try part.restore(Part.Memory(from: decoder))
  }
}
