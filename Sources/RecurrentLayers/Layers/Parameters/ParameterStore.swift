import RecurrentKernels
import Synchronization

/// All parameters of a model as named views into one flat array, with their gradients in a second one, so that an
/// optimiser, clipping and a snapshot are each a single pass.
///
/// Only parameters in a store get gradients: a store of a part of the model trains that part and leaves the rest frozen.
/// A parameter that two layers share is there once, under its first name.
///
/// ```swift
/// let store = ParameterStore(model)
/// let loss = try store.withGradients { meanSquaredError(model(x), targets: y) }
/// let best = store.values  // all of them, to be put back: store.values = best
/// ```
public final class ParameterStore: Sendable {
  /// In the order of the model's layers.
  public let parameters: [NamedParameter]
  package let block: ParameterBlock
  private let isRecording = Atomic(false)
  /// Floats of a cache line.
  private static let line = 16

  /// All parameters that are trained.
  public convenience init(_ model: some Module) {
    self.init(model.namedParameters.filter(\.parameter.isTrained))
  }

  /// Takes the parameters in. Those that were in another store leave it, and that store can no longer be used.
  public init(_ parameters: [NamedParameter]) {
    var offsets: [Int] = []
    var count = 0
    for named in parameters {
      offsets.append(count)
      // Each starts a cache line, as the kernels like it. The gaps stay zero.
      count += (named.parameter.count + Self.line - 1) / Self.line * Self.line
    }
    self.parameters = parameters
    block = ParameterBlock(count: count, keepsGradients: true)
    for (named, offset) in zip(parameters, offsets) { named.parameter.move(to: block, offset: offset) }
  }

  /// The number of weights.
  public var count: Int { parameters.reduce(0) { $0 + $1.parameter.count } }

  /// The parameter of this name; nil: there is none.
  public subscript(name: String) -> Parameter? { parameters.first { $0.name == name }?.parameter }

  /// All values as one flat tensor, in an order private to this store: to take a snapshot and to restore it.
  public var values: Tensor {
    get {
      requireOwnership()
      let result = Tensor(uninitialized: [block.count])
      copy(block.values.floats, to: result.buffer.floats, count: block.count)
      return result
    }
    set {
      requireOwnership()
      check(
        newValue.shape == [block.count], "ParameterStore.values", "shape", expected: [block.count], got: newValue.shape)
      copy(newValue.floats, to: block.uniqueValues(), count: block.count)
      block.markChanged()
    }
  }

  private static let blending = ElementwiseProgram(inputs: 2, scalars: 2) { x, share in
    [x[1].multiplied(by: share[1], adding: x[0] * share[0])]
  }

  /// A running average of the values, one step on, in one pass: average = kept average + (1 - kept) values.
  ///
  /// - Parameter average: in the order of ``values``.
  public func blend(into average: inout Tensor, keeping kept: Float) {
    requireOwnership()
    check(
      average.shape == [block.count], "ParameterStore.blend", "shape of the average", expected: [block.count],
      got: average.shape)
    let target = average.uniqueFloats()
    Compute.current.run(
      "ParameterStore",
      .elementwise(
        .init(
          Self.blending, shape: [block.count], inputs: [block.values.floats, target], scalars: [1 - kept, kept],
          outputs: [target])))
  }

  /// Draws every parameter anew, by one rule for all.
  public func initialize(with initializer: Initializer) {
    for named in parameters { named.parameter.initialize(with: initializer) }
  }

  /// The Euclidean norm of all gradients together.
  public func gradientNorm() -> Double {
    let places = gradientPlaces
    var sum = 0.0
    for range in places.ranges { sum += Self.sumOfSquares(gradients + range.lowerBound, count: range.count) }
    for table in places.tables {
      let rows = table.parameter.gradientRows(table.rows)
      sum += Self.sumOfSquares(rows.floats, count: rows.count)
    }
    return sum.squareRoot()
  }

  private static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
    var sum = 0.0
    withUnsafeMutablePointer(to: &sum) { sum in
      Compute.current.run("ParameterStore", .reduce(.init(.sumOfSquares, count: count, x: x, wide: sum)))
    }
    return sum
  }

  package var gradientPlaces: GradientPlaces { GradientPlaces(parameters, line: Self.line) }

  /// Sets all gradients to zero, as ``withGradients(_:)`` does first.
  public func clearGradients() {
    requireOwnership()
    for named in parameters {
      named.parameter.clearGradient()
      named.parameter.settleGradient()
    }
  }

  /// Computes the loss, which is a single number, and leaves its gradient in the parameters.
  ///
  /// Layers behave as in training: dropout is active, unless ``withInference(_:)`` inside says otherwise.
  /// The gradient stops at the edge of the scope: tensors that were computed before it are constants in it.
  /// - Throws: ``TrainingError/nonFiniteLoss(_:)`` for a loss that is infinite or not a number,
  ///   ``TrainingError/constantLoss`` for one that no weight is in, ``TrainingError/noGradients(_:)`` in a precision
  ///   without, ``TrainingError/quantizedWeights``, and what `loss` throws.
  /// - Returns: The loss.
  @discardableResult
  public func withGradients(_ loss: () throws -> Tensor) throws -> Float {
    try withGradients(onFinal: nil, requiresFinite: true) { (try loss(), 1) }
  }

  /// The same for a loss that counts as much as its weight says.
  ///
  /// - Parameters:
  ///   - onFinal: is told of each parameter that nothing is added to the gradient of any more.
  ///   - requiresFinite: whether a loss that is no finite number is an error here, or left to the caller.
  ///   - loss: the loss, and what its gradient is multiplied by.
  package func withGradients(
    onFinal: ((Parameter) -> Void)?, requiresFinite: Bool, _ loss: () throws -> (loss: Tensor, weight: Float)
  ) throws -> Float {
    requireOwnership()
    try Compute.current.requireGradients()
    try requireLearning()
    let wasRecording = isRecording.exchange(true, ordering: .acquiring)
    check(!wasRecording, "ParameterStore.withGradients", "scopes open on one store", expected: 1, got: 2)
    let isFrozen = parameters.contains { $0.parameter.isFrozen }
    check(!isFrozen, "ParameterStore.withGradients", "parameters", expected: "their own values", got: "frozen ones")
    defer { isRecording.store(false, ordering: .releasing) }
    for named in parameters { named.parameter.clearGradient() }
    defer {
      for named in parameters {
        named.parameter.settleGradient()
        named.parameter.gradientIsFinal = false
      }
    }
    let tape = Tape()
    defer { tape.clear() }
    let (result, weight) = try Tape.$current.withValue(tape) { try withTraining(loss) }
    let value = result.item
    guard value.isFinite || !requiresFinite else { throw TrainingError.nonFiniteLoss(value) }
    guard parameters.isEmpty || tape.tracks(result) else { throw TrainingError.constantLoss }
    let gradient = weight == 1 ? Tensor.ones(result.shape) : Tensor(repeating: weight, shape: result.shape)
    _ = tape.backward(
      from: result, gradient: gradient,
      onFinal: onFinal.map { onFinal in
        { parameter in
          guard parameter.wantsGradient else { return }
          parameter.settleGradient()
          parameter.gradientIsFinal = true
          onFinal(parameter)
        }
      })
    return value
  }

  package var gradients: UnsafePointer<Float> {
    guard let gradients = block.gradients else { preconditionFailure("a store keeps gradients") }
    return UnsafePointer(gradients.floats)
  }

  /// Updates the values in place.
  package func update(_ body: (_ values: UnsafeMutablePointer<Float>) -> Void) {
    requireOwnership()
    body(block.uniqueValues())
    block.markChanged()
  }

  /// - Throws: ``TrainingError/quantizedWeights``.
  package func requireLearning() throws(TrainingError) {
    if parameters.contains(where: \.parameter.isQuantized) { throw .quantizedWeights }
  }

  private func requireOwnership() {
    for named in parameters where named.parameter.block !== block {
      fatalError("ParameterStore: parameter \(named.name) has moved to another store; use that one")
    }
  }
}
