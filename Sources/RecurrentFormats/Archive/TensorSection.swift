/// Tensors of a file that belong together. A PyTorch checkpoint has one for each dictionary in it; other files have one.
public struct TensorSection: Sendable {
  /// Where in the file: `model`, `optimizer.state.0`; empty: the whole file.
  public let name: String
  /// Under their names in the section.
  public internal(set) var tensors: [StoredTensor] = []
  /// What is there and cannot be read.
  public internal(set) var unread: [UnreadTensor] = []

  init(name: String = "", tensors: [StoredTensor] = [], unread: [UnreadTensor] = []) {
    (self.name, self.tensors, self.unread) = (name, tensors, unread)
  }
}

/// A tensor that cannot be read, and why.
public struct UnreadTensor: Sendable, Equatable {
  /// The tensor's name in the file.
  public let name: String
  /// Why it cannot be read.
  public let reason: String
}
