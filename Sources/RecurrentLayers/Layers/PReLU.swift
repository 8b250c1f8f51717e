/// x, or a learned part of it below 0 (He et al. 2015): max(x, 0) + α min(x, 0).
public struct PReLU: Module {
  /// α, of the shape of an example, or 1 along axes that share it; from 0.25 as in PyTorch.
  public let weight: Parameter

  /// α of this shape, with these first values.
  public init(shape: [Int], initializer: Initializer = .constant(0.25)) {
    check(shape.allSatisfy { $0 >= 1 }, "PReLU", "shape", expected: "sizes of at least 1", got: shape)
    weight = Parameter(name: "weight", shape: shape, initializer: initializer)
  }

  /// - Parameter x: `[batch, ...]`, its last axes those of the weight.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.maximum(0) + x.minimum(0) * weight.value }
}
