import Recurrent
import Testing

/// The slope of `loss` by central differences of fourth order: (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h.
///
/// With h = 1/32 the terms left out are below h^4 / 30 = 3e-8 of the fifth derivative; rounding a loss of size 1 in
/// single precision gives 1.5 * 2^-24 / h = 3e-6. What the tests allow is set by the layers' own rounding on top.
private func slope(_ loss: (_ offset: Float) throws -> Float) rethrows -> Float {
  let h: Float = 1 / 32
  let near = try Double(loss(h)) - Double(loss(-h))
  let far = try Double(loss(2 * h)) - Double(loss(-2 * h))
  return Float((8 * near - far) / (12 * Double(h)))
}

/// Single precision over some hundred operations; gradients here are of size 0.01 to 10.
private func isClose(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= 5e-5 + 5e-4 * max(abs(a), abs(b)) }

/// Expects a gradient to be the slope of `loss` at 0.
func expectSlope(
  _ gradient: Float, of loss: (_ offset: Float) throws -> Float, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) rethrows {
  let expected = try slope(loss)
  #expect(
    isClose(gradient, expected), "\(name): \(gradient), by differences \(expected)", sourceLocation: sourceLocation)
}

/// Expects the gradient of every parameter to be the slope of the loss.
func expectParameterGradients(
  _ store: ParameterStore, sourceLocation: SourceLocation = #_sourceLocation, of loss: () throws -> Tensor
) throws {
  try store.withGradients(loss)
  let gradients = store.parameters.map { $0.parameter.gradient }
  for (named, gradient) in zip(store.parameters, gradients) {
    let gradient = try #require(gradient)
    let value = named.parameter.value
    for (index, computed) in gradient.scalars.enumerated() {
      let movedLoss = { (offset: Float) in
        var moved = value
        moved.withUnsafeMutableScalars { $0[index] += offset }
        named.parameter.value = moved
        return try loss().item
      }
      try expectSlope(computed, of: movedLoss, "\(named.name)[\(index)]", sourceLocation: sourceLocation)
    }
    named.parameter.value = value
  }
}

/// Expects the gradient of every input to be the slope of the loss.
func expectInputGradients(
  _ inputs: [Tensor], sourceLocation: SourceLocation = #_sourceLocation, of loss: ([Tensor]) throws -> Tensor
) throws {
  let (_, gradients) = try gradients(at: inputs, of: loss)
  for (position, gradient) in gradients.enumerated() {
    #expect(gradient.shape == inputs[position].shape, sourceLocation: sourceLocation)
    for (index, computed) in gradient.scalars.enumerated() {
      let movedLoss = { (offset: Float) in
        var moved = inputs
        moved[position].withUnsafeMutableScalars { $0[index] += offset }
        return try loss(moved).item
      }
      try expectSlope(computed, of: movedLoss, "input \(position)[\(index)]", sourceLocation: sourceLocation)
    }
  }
}

extension Tensor {
  /// A number that depends on every element differently, so that no error in a gradient cancels.
  func fingerprint() -> Tensor {
    var generator = RandomGenerator(seed: 77)
    return (self * Tensor.uniform(shape, in: -1...1, using: &generator)).sum()
  }

  /// Reproducible test data.
  static func test(_ shape: [Int], seed: UInt64 = 5, in range: ClosedRange<Float> = -1...1) -> Tensor {
    var generator = RandomGenerator(seed: seed)
    return .uniform(shape, in: range, using: &generator)
  }

  /// The largest difference to another tensor of the same shape.
  func distance(to other: Tensor) -> Float {
    zip(scalars, other.scalars).map { Swift.abs($0 - $1) }.max() ?? 0
  }
}

/// Builds with a fixed seed.
func seeded<Result>(_ seed: UInt64 = 1, _ build: () throws -> Result) rethrows -> Result {
  try withRandomSource(RandomSource(seed: seed), build)
}
