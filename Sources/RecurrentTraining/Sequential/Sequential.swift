import RecurrentFoundation
import RecurrentLayers
import Synchronization

/// Layers one after the other: Keras's model, with its words.
///
/// ```swift
/// let model = Sequential([.lstm(30, returnSequences: true), .lstm(30), .dense(1)], inputShape: [100, 2])
/// model.compile(optimizer: .adam, loss: .meanSquaredError)
/// let history = try model.fit(x, y, epochs: 100, validationSplit: 0.2)
/// print(model.summary())
/// print(try model.predict(x))
/// ```
/// Each layer takes its input size from the one before it. Sizes and first values left out are Keras's.
///
/// One task at a time may train a model; any number may predict with it while none trains, the first of them too.
///
/// Unchecked, because what training changes (``history``, the compilation, the trainer) is written by the one task that
/// trains; the layers are made under a lock.
public final class Sequential: Module, @unchecked Sendable {
  /// A layer of the model under the name that its weights have.
  package struct NamedLayer {
    package let name: String
    package let kind: String
    let outline: LayerOutline
    package let layer: BuiltLayer
  }

  package let specifications: [any LayerSpecification]
  let seed: UInt64
  /// What the model is once its input's shape is known.
  private struct Built {
    let inputShape: LayerShape
    let layers: [NamedLayer]
  }

  private let built = Mutex<Built?>(nil)
  /// Of one example; nil: not known yet.
  public var inputShape: LayerShape? { built.withLock { $0?.inputShape } }
  /// The figures of all epochs since the model was compiled.
  public internal(set) var history = History()
  /// Empty before the input's shape is known.
  package var layers: [NamedLayer] { built.withLock { $0?.layers ?? [] } }
  private(set) var compiled: Compilation?
  /// Made when training begins, or goes on in another program: a model that was never trained does without gradients.
  private(set) var trainer: Trainer?

  /// - Parameters:
  ///   - layers: at least one.
  ///   - inputShape: of one example, without the batch: `[4, 1]`, `[nil, 2]` for sequences of any length, `[nil]` for
  ///     tokens. nil: that of the first data the model sees.
  ///   - seed: where first weights, the order of examples and dropout come from. The same seed gives the same model.
  public init(_ layers: [any LayerSpecification], inputShape: LayerShape? = nil, seed: UInt64 = 1) {
    check(!layers.isEmpty, "Sequential", "layers", expected: "at least 1", got: 0)
    specifications = layers
    self.seed = seed
    if let inputShape { build(inputShape: inputShape) }
  }

  /// Says how the model is trained and measured. Training begins anew; the weights stay.
  ///
  /// - Parameters:
  ///   - metrics: figures besides the loss, empty ones.
  ///   - clippingNorm: the largest norm of all gradients together; longer ones are scaled down to it.
  ///   - schedules: what the learning rate is multiplied by as training goes on.
  public func compile(
    optimizer: OptimizerRule = .rmsprop, loss: Loss, metrics: [any Metric] = [], clippingNorm: Float? = nil,
    schedules: [LearningRateSchedule] = []
  ) {
    let names = metrics.map(\.name)
    check(Set(names).count == names.count, "Sequential.compile", "metrics", expected: "different names", got: names)
    checkClippingNorm(clippingNorm, "Sequential.compile")
    compiled = Compilation(
      optimizer: optimizer, loss: loss, metrics: metrics, clippingNorm: clippingNorm, schedules: schedules)
    trainer = nil
    history = History()
  }

  /// Makes the layers, once, for examples of a shape.
  public func build(inputShape: LayerShape) {
    do {
      try makeLayers(inputShape: inputShape)
    } catch {
      fatalError("\(error)")
    }
  }

  /// Makes the layers, if nobody has.
  func makeLayers(inputShape: LayerShape) throws(SpecificationError) {
    try built.withLock { built throws(SpecificationError) in
      if built == nil { built = Built(inputShape: inputShape, layers: try namedLayers(inputShape: inputShape)) }
    }
  }

  private func namedLayers(inputShape: LayerShape) throws(SpecificationError) -> [NamedLayer] {
    var shape = inputShape
    var names = LayerNames()
    let made = withRandomSource(RandomSource(seed: seed)) {
      Result { () throws(SpecificationError) in
        try specifications.map { specification throws(SpecificationError) in
          let outline = try specification.checkedOutline(inputShape: shape)
          let layer = try specification.makeLayer(inputShape: shape)
          shape = outline.outputShape
          return NamedLayer(
            name: names.next(specification.kind), kind: specification.kind, outline: outline, layer: layer)
        }
      }
    }
    return try made.get()
  }

  public var contents: ModuleContents {
    ModuleContents(children: layers.map { NamedModule(name: $0.name, module: $0.layer.module) })
  }

  /// A batch through all layers.
  public func callAsFunction(_ x: LayerValue) -> LayerValue { layers.reduce(x) { $1.layer($0) } }

  /// The shape of one example, which an operation needs to know.
  package func requireInputShape(_ operation: String) -> LayerShape {
    guard let inputShape else {
      fatalError("Sequential.\(operation): inputShape: expected to be given, or known from data, got neither")
    }
    return inputShape
  }

  func requireCompiled(_ operation: String) -> Compilation {
    guard let compiled else { fatalError("Sequential.\(operation): expected compile to be called first") }
    return compiled
  }

  /// What takes the steps of ``fit(_:_:batchSize:epochs:validationSplit:validationData:shuffle:classWeight:sampleWeight:callbacks:checkpoints:shards:verbose:)``:
  /// it goes on from one call to the next. The model must have been compiled, and know its input.
  func requireTrainer() -> Trainer {
    if let trainer { return trainer }
    let compiled = requireCompiled("fit")
    _ = requireInputShape("fit")
    let trainer = Trainer(
      compiled.optimizer.makeOptimizer(for: ParameterStore(self)), clippingNorm: compiled.clippingNorm,
      schedules: compiled.schedules, seed: seed)
    self.trainer = trainer
    return trainer
  }
}
