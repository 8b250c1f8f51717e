import Synchronization

/// Where the tensors of a value go while the value is encoded: they are kept here, by the names of their places in it, and
/// the text holds only these names. A decoder with the shelf puts them back.
///
/// ```swift
/// let shelf = TensorShelf()
/// encoder.userInfo[TensorShelf.key] = shelf
/// let text = try encoder.encode(state)   // and shelf.tensors are those of the state
/// ```
package final class TensorShelf: Sendable {
  private let contents: Mutex<[String: Tensor]>

  package init(_ tensors: [String: Tensor] = [:]) { contents = Mutex(tensors) }

  package var tensors: [String: Tensor] { contents.withLock { $0 } }

  /// Where coders find the shelf.
  package static let key: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "recurrent.tensor-shelf") else {
      preconditionFailure("any text is a key")
    }
    return key
  }()

  /// - Returns: The tensor's name: its place, `trainer.optimizer.buffers.first_moment`.
  func put(_ tensor: Tensor, at path: [any CodingKey]) -> String {
    let name = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    contents.withLock { $0[name] = tensor }
    return name
  }

  func tensor(named name: String) -> Tensor? { contents.withLock { $0[name] } }
}
