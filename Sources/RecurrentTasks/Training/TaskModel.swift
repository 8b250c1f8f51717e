import RecurrentFormats
import RecurrentLayers
import RecurrentTraining

/// A model of one task, which can be trained and saved.
///
/// Each has a `train(on:recipe:checkpoints:callbacks:observer:)` for its own data, and all of them train alike. After each epoch the
/// validation data is measured; in the end the model has the weights of the epoch that did best there, without validation
/// data those of the last. The `observer` sees each step and each epoch, with ``history`` up to it, and may stop the
/// training: in its first epoch the model keeps what it learned so far. What it throws ends the training at once. The
/// same seeds and data give the same weights, bit for bit, for any number of threads, also where the training was stopped
/// and gone on with: see `Checkpoints`.
public protocol TaskModel: AnyObject, Sendable {
  /// How it was trained. nil: not at all.
  var history: TrainingHistory? { get }
  /// The number of weights.
  var parameterCount: Int { get }
  /// What the network is, for people: under the names of its options.
  var settings: [Setting] { get }
  /// The loss of guessing, for what it was last trained on: of saying each choice with the same probability, or the last
  /// value again. nil: not known.
  var guessingLoss: Double? { get }
  /// What such a model's folder calls itself: `language-model`.
  static var kind: String { get }
  /// How such a model is trained where nobody says.
  static var usualRecipe: TrainingRecipe { get }

  /// Whether its weights are int8, as ``quantized()`` makes them.
  var isQuantized: Bool { get }

  /// Saves it in a folder, in the place of one that was there; a crash leaves the old or the new.
  ///
  /// - Parameter weights: what the folder holds of them.
  /// - Throws: the errors of `ModelFolder.write`: the folder is another thing's or cannot be written, a weight is not
  ///   finite, or too large for its type.
  func save(to path: String, weights: WeightType) throws

  /// Reads a model that ``save(to:weights:)`` wrote.
  ///
  /// - Throws: the errors of `ModelFolder`, `SafetensorsFile` and the model's vocabulary, and ``ConfigurationError``:
  ///   each names the file and what is wrong.
  init(contentsOf path: String) throws

  /// The model as it is now, for any number of tasks to use while this one trains on.
  func frozen() -> Frozen<Self>

  /// A copy whose weights are int8, with a scale for each row: its folder has a quarter of the size, and recurrent and
  /// dense layers multiply int8. Biases stay float32. It does not learn.
  ///
  /// - Throws: ``ConfigurationError`` where memory does not hold a second model.
  func quantized() throws -> Self
}

extension TaskModel {
  /// Not known.
  public var guessingLoss: Double? { nil }

  /// Saves it with weights of 32 bits, or of 8 where they are quantized.
  public func save(to path: String) throws { try save(to: path, weights: .float32) }
}

/// What a ``TaskModel`` keeps to itself.
protocol TrainableModel: TaskModel {
  associatedtype Network: Module

  var network: Network { get }
  var record: TrainingRecord { get }
  /// What turns the data into numbers.
  var encoding: any Encodable { get }
  /// What that is called: a vocabulary.
  static var encodingName: String { get }

  /// Another of the same shape that knows nothing yet.
  func makeUntrained() throws -> Self
}

extension TrainableModel {
  static var encodingName: String { "vocabulary" }

  public var parameterCount: Int { network.parameterCount }

  public internal(set) var history: TrainingHistory? {
    get { record.history }
    set { record.history = newValue }
  }

  /// The weights with room for their gradients.
  var store: ParameterStore { record.store(of: network) }

  public var isQuantized: Bool { network.isQuantized }

  public func frozen() -> Frozen<Self> { Frozen(self, parameters: network.parameters) }

  public func quantized() throws -> Self {
    let copy = try makeUntrained()
    copy.history = history
    copy.network.copyParameters(from: network)
    copy.network.quantize()
    return copy
  }

  /// Trains by the recipe in `history`, which becomes this model's and grows with the epochs.
  ///
  /// - Throws: `CheckpointMismatch`, `TrainingDivergence`, and what `callbacks` and `observer` throw.
  func train(
    _ learner: some Learner, history: TrainingHistory, monitor: Monitor = .validationLoss,
    checkpoints: Checkpoints?, callbacks: [any Callback], observer: (TrainingEvent) throws -> TrainingDecision
  ) throws -> TrainingSpeed {
    self.history = history
    return try withoutActuallyEscaping(observer) { observer in
      let recorder = Observer { event, run in
        self.history?.figures = run.history
        return try observer(event)
      }
      let recipe = history.recipe
      let trainer = recipe.makeTrainer(for: store)
      var checkpoints = try checkpoints?.adding(conditions(of: recipe))
      checkpoints?.length = recipe.length(ofEpochs:)
      func run(_ learner: some Learner) throws -> TrainingSpeed {
        let result = try trainer.run(
          learner, epochs: recipe.epochs, monitor: monitor, callbacks: [recorder] + callbacks,
          checkpoints: checkpoints)
        self.history?.figures = result.history
        return result.speed
      }
      guard let decay = recipe.averaging else { return try run(learner) }
      return try run(AveragingLearner(learner, parameters: store, decay: decay))
    }
  }

  /// What must be the same where training goes on.
  private func conditions(of recipe: TrainingRecipe) throws -> [TrainingCondition] {
    let settings = settings + recipe.settings.filter { !["epochs", "training_steps", "shards"].contains($0.name) }
    return [.option("model", "\(Self.self)"), .option("training_steps", recipe.stepsOfAnEpoch)]
      + settings.map { .option($0.name, $0.value.text) } + [
        .data(Self.encodingName, fingerprint: try CheckpointFolder.fingerprint(of: encoding))
      ]
  }
}

extension [TrainingCondition] {
  /// The data that a task learns from, and that it is measured on.
  static func data(training: Fingerprint, validation: Fingerprint) -> [TrainingCondition] {
    [
      .data("training data", fingerprint: training.text), .data("validation data", fingerprint: validation.text),
    ]
  }
}
