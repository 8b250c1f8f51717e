import RecurrentKernels

/// An array of weights that training changes.
///
/// A parameter is a place, not a value: layers that are given the same parameter share it. Its numbers lie in a block of
/// their own until a ``ParameterStore`` takes it in; then they are a view into the store's one array.
///
/// Any number of tasks may read it at once. Writing (training, ``value``) needs that nobody reads meanwhile but through a
/// ``Frozen`` model. That is why the class is unchecked: what changes in it, changes in the one task that writes.
///
/// ```swift
/// let scale = Parameter(name: "scale", shape: [4], initializer: .ones)
/// let y = x * scale.value  // in a module: what is computed from it reaches its gradient
/// ```
public final class Parameter: @unchecked Sendable {
  /// The name within its layer, in PyTorch's terms: `weight`, `weight_ih_l0`, `bias_hh_l1_reverse`.
  public let name: String
  /// The size of each axis.
  public let shape: [Int]
  /// Whether it learns by its gradient. What does not is saved with the model and is in no ``ParameterStore``: the running
  /// figures of a ``BatchNorm``.
  public let isTrained: Bool
  /// Where the numbers are. Changed only while a store is built.
  package private(set) var block: ParameterBlock
  package private(set) var offset = 0
  /// What of the gradient's memory may differ from zero; where the gradient was cleared since, that is not done yet.
  var gradientExtent = GradientExtent.nothing
  var gradientIsCleared = false
  /// Whether its rows are looked up, so that its gradient may be that of a few of them.
  package internal(set) var isTable = false
  /// Whether somebody was told that nothing is added to its gradient any more.
  var gradientIsFinal = false
  private var storedIsQuantized = false

  /// Whether the parameters being made get other values at once, so that drawing first ones, of an orthogonal matrix not
  /// the work of a moment, would be in vain: they are zeros then.
  @TaskLocal package static var isToBeOverwritten = false

  /// A parameter with first values from the current ``RandomSource``.
  public init(name: String, shape: [Int], initializer: Initializer, isTrained: Bool = true) {
    self.name = name
    self.shape = shape
    self.isTrained = isTrained
    let count = shape.reduce(1, *)
    block = ParameterBlock(count: count, keepsGradients: false)
    if !Self.isToBeOverwritten { initialize(with: initializer) }
  }

  /// The number of its elements.
  public var count: Int { shape.reduce(1, *) }

  /// The numbers: a view, which is copied only where they change while it lives. Inside a gradient scope it is recorded:
  /// what is computed from it reaches ``gradient``.
  public var value: Tensor {
    get {
      if let frozen { return Tensor(shape: shape, buffer: frozen.buffer, start: frozen.offset) }
      let view = Tensor(shape: shape, buffer: block.values, start: offset)
      guard let tape = Tape.current, wantsGradient else { return view }
      return tape.leaf(view, of: self) { [self] in accumulate($0) }
    }
    set {
      check(
        newValue.shape == shape, "Parameter \(name)", "shape of the new value", expected: shape, got: newValue.shape)
      set(newValue, isQuantized: false)
    }
  }

  /// Whether each row of the values is whole numbers from -127 to 127 times a scale: see ``Module/quantize()``. Other
  /// values end it.
  public var isQuantized: Bool { frozen?.isQuantized ?? storedIsQuantized }

  /// Takes values of its shape.
  package func set(_ value: Tensor, isQuantized: Bool) {
    copy(value.floats, to: mutableValues, count: count)
    storedIsQuantized = isQuantized
    block.markChanged()
  }

  /// A copy of the gradient; nil while no ``ParameterStore`` holds the parameter.
  public var gradient: Tensor? {
    guard let gradients = block.gradients else { return nil }
    settleGradient()
    let result = Tensor(uninitialized: shape)
    copy(gradients.floats + offset, to: result.buffer.floats, count: count)
    return result
  }

  /// Draws new values from the current ``RandomSource``.
  public func initialize(with initializer: Initializer) {
    RandomSource.current.withGenerator {
      initializer.fill(UnsafeMutableBufferPointer(start: mutableValues, count: count), shape: shape, using: &$0)
    }
    storedIsQuantized = false
    block.markChanged()
  }

  var values: UnsafePointer<Float> { frozen?.floats ?? UnsafePointer(block.values.floats + offset) }
  private var mutableValues: UnsafeMutablePointer<Float> {
    check(!isFrozen, "Parameter \(name)", "change of the value", expected: "none in a frozen model", got: "one")
    return block.uniqueValues() + offset
  }

  /// Grows whenever the values may have changed.
  var version: Int { frozen?.version ?? block.version }

  /// What stands for the values in the scope of a frozen model.
  private var frozen: FrozenWeights.Entry? { FrozenWeights.current?[self] }

  /// Whether the current task is in the scope of a frozen model that has this parameter.
  var isFrozen: Bool { frozen != nil }

  /// The values as they are now.
  var entry: FrozenWeights.Entry {
    FrozenWeights.Entry(
      buffer: block.values, offset: offset, version: block.version, isQuantized: storedIsQuantized)
  }

  /// Moves the numbers into `block`.
  func move(to block: ParameterBlock, offset: Int) {
    copy(self.block.values.floats + self.offset, to: block.uniqueValues() + offset, count: count)
    self.block.markChanged()
    self.block = block
    self.offset = offset
    (gradientExtent, gradientIsCleared) = (.nothing, false)
  }

  private func accumulate(_ gradient: Tensor) {
    guard let gradients = gradientToAddTo() else { return }
    Compute.current.run(
      "Parameter \(name)", .operate(.init(.add, count: count, .array(gradients), .array(gradient.floats), y: gradients))
    )
  }
}
