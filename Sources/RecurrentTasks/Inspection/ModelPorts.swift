import RecurrentModels

/// What goes into a saved model and comes out of it, by the names of its export.
public struct ModelPorts: Sendable {
  /// Empty: of the whole model; a translator's are `encoder` and `decoder`.
  public let name: String
  /// What it takes.
  public let inputs: [ONNXPort]
  /// What it gives.
  public let outputs: [ONNXPort]
}
