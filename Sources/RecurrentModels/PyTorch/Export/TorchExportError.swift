/// What a model has that PyTorch's modules do not.
public struct TorchExportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The layer, or the part of the model.
  public let layer: String
  /// Why the layer cannot be written.
  public let reason: String

  /// A layer that cannot be written.
  public init(layer: String, reason: String) { (self.layer, self.reason) = (layer, reason) }

  public var description: String { "\(layer) does not go to PyTorch: \(reason)" }
}
