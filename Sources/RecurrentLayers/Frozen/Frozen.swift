/// A model as it was when it was frozen, to be used by any number of tasks at once while the original trains on.
///
/// ```swift
/// let frozen = model.frozen()
/// let trained = Task { try model.fit(x, y, trainer: trainer, loss: .meanSquaredError) }
/// let y = frozen { $0(x) }  // here and in any other task
/// ```
/// Freezing copies nothing. The first step of training after it copies the weights once, and leaves the old ones to the
/// frozen model. So one freezes a model in the task that trains it, between two steps, or while nobody trains it; after
/// that the two have nothing to do with each other.
///
/// In the scope of a frozen model its parameters have their frozen values, dropout does nothing, stateful layers start
/// each call with zeros and remember nothing, and what is computed is a constant to gradients. Streams that are made there
/// keep the frozen weights when the scope is left.
public struct Frozen<Model: Sendable>: Sendable {
  package let model: Model
  private let weights: FrozenWeights

  /// - Parameter parameters: those of the model.
  package init(_ model: Model, parameters: [Parameter]) {
    self.model = model
    weights = FrozenWeights(parameters)
  }

  /// Runs `body` with the frozen weights.
  package func run<Result>(_ body: (Model) throws -> Result) rethrows -> Result {
    try weights.run { try body(model) }
  }
}

extension Frozen where Model: Module {
  /// Runs `body` with the frozen weights: calls of the model or of layers inside, making a stream, saving.
  ///
  /// To change the weights in there stops the program.
  public func callAsFunction<Result>(_ body: (Model) throws -> Result) rethrows -> Result { try run(body) }
}

extension Module {
  /// The model as it is now; see ``Frozen``. The layers inside must have been made: a layer that a lazy property makes
  /// later is not frozen.
  public func frozen() -> Frozen<Self> { Frozen(self, parameters: parameters) }
}
