import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats
@testable import RecurrentLayers
@testable import RecurrentTraining

/// What a model was compiled with comes back, and training goes on as if it had never been interrupted.
@Suite struct SavedTrainingTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("model") }
  private let x: Tensor
  private let y: Tensor

  init() throws {
    folder = try TemporaryFolder()
    var generator = RandomGenerator(seed: 3)
    x = Tensor.uniform([20, 5, 2], using: &generator)
    y = Tensor.uniform([20, 3], using: &generator)
  }

  private static let optimizers: [OptimizerRule] = [
    .sgd, .sgd(learningRate: 0.1, momentum: 0.9),
    .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01),
    .adam, .adam(learningRate: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-5), .adamW,
    .adamW(learningRate: 0.02, weightDecay: 0.1, beta1: 0.8, beta2: 0.99, epsilon: 1e-5), .rmsprop,
    .rmsprop(learningRate: 0.01, rho: 0.8, momentum: 0.5, centered: true, epsilon: 1e-5, weightDecay: 0.01), .adagrad,
    .adagrad(learningRate: 0.05, initialAccumulator: 0.5, epsilon: 1e-5, weightDecay: 0.01),
  ]

  /// Chance is in everything: the order of examples, all three kinds of dropout.
  private func makeModel(_ optimizer: OptimizerRule) -> Sequential {
    let model = Sequential(
      [.lstm(4, returnSequences: true, dropout: 0.3), .dropout(0.2), .gru(3, recurrentDropout: 0.4), .dense(3)], seed: 9
    )
    model.compile(
      optimizer: optimizer, loss: .huber(delta: 0.5), metrics: [.meanAbsoluteError, .accuracy], clippingNorm: 0.5,
      schedules: [.steps(.warmUp(over: 8)), .epochs(.staircase(every: 2, factor: 0.5))])
    return model
  }

  @Test(arguments: optimizers.indices)
  func trainingGoesOnBitForBit(_ index: Int) throws {
    let rule = Self.optimizers[index]
    let whole = makeModel(rule)
    let history = try whole.fit(x, y, batchSize: 8, epochs: 5, validationSplit: 0.2)

    let first = makeModel(rule)
    try first.fit(x, y, batchSize: 8, epochs: 2, validationSplit: 0.2)
    try first.save(to: path)
    let second = try Sequential(contentsOf: path)
    let rest = try second.fit(x, y, batchSize: 8, epochs: 3, validationSplit: 0.2)

    #expect(try second.predict(x) == whole.predict(x))
    #expect(second.namedParameters.map(\.parameter.value) == whole.namedParameters.map(\.parameter.value))
    #expect(rest.epochs == Array(history.epochs.suffix(3)))
    #expect(second.history == history)
    // Saved once more, the files are those of the run without a break.
    try second.save(to: path)
    try whole.save(to: folder.path("whole"))
    for name in ["config.json", "model.safetensors"] {
      let files = [path, folder.path("whole")].map { FileManager.default.contents(atPath: "\($0)/\(name)") }
      #expect(files[0] != nil && files[0] == files[1])
    }
  }

  /// Nothing is left to chance here: only Adam's moments and its count of steps tell the one from the other.
  @Test func theOptimizersMemoryMatters() throws {
    let x = x.meanOverTime()
    func makeModel() -> Sequential {
      let model = Sequential([.dense(3)])
      model.compile(optimizer: .adam(learningRate: 0.1), loss: .meanSquaredError)
      return model
    }
    let model = makeModel()
    try model.fit(x, y, batchSize: 8, epochs: 2, shuffle: false)
    try model.save(to: path)
    let (resumed, fresh) = (try Sequential(contentsOf: path), makeModel())
    try fresh.loadWeights(contentsOf: path)
    #expect(try fresh.predict(x) == model.predict(x))
    for model in [model, resumed, fresh] { try model.fit(x, y, batchSize: 8, shuffle: false) }
    #expect(try resumed.predict(x) == model.predict(x))
    #expect(try fresh.predict(x) != model.predict(x))
  }

  @Test func aLowerRateOfACallbackIsKept() throws {
    let model = Sequential([.dense(3)])
    model.compile(optimizer: .sgd(learningRate: 1e-9), loss: .meanSquaredError)
    let flat = x.meanOverTime()
    try model.fit(flat, y, epochs: 3, callbacks: [ReduceOnPlateau(monitor: .lowest("loss"), patience: 1)])
    try model.save(to: path)
    let next = try Sequential(contentsOf: path).fit(flat, y)
    #expect(try next["learning_rate"] == model.fit(flat, y)["learning_rate"])
    #expect(next["learning_rate"][0] < 0.5e-9)
  }

  // MARK: Every rule

  private static let losses: [Loss] = [
    .meanSquaredError, .meanAbsoluteError, .huber, .huber(delta: 0.3), .binaryCrossEntropy,
    .binaryCrossEntropy(fromLogits: true, labelSmoothing: 0.1), .categoricalCrossEntropy,
    .categoricalCrossEntropy(fromLogits: true, labelSmoothing: 0.1), .sparseCategoricalCrossEntropy,
    .sparseCategoricalCrossEntropy(fromLogits: true, ignoring: 2, labelSmoothing: 0.1),
  ]

  private static let metrics: [any Metric] = [
    .accuracy, .topKAccuracy(2), .topKAccuracy(3), .meanAbsoluteError, .meanSquaredError, .rootMeanSquaredError,
    .perplexity(), .perplexity(fromLogits: true, ignoring: 1), .precision(), .precision(of: 2), .recall(),
    .recall(of: 2),
    .f1(), .f1(of: 2), .macroPrecision, .macroRecall, .macroF1, .microF1,
  ]

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func comeBack<Rule: Codable & Checkable & Sendable>(_ rules: [Rule]) throws {
    for rule in rules {
      let text = try json(SavedRule.builtIn(rule))
      #expect(try json(JSONDecoder().decode(SavedRule<Rule>.self, from: Data(text.utf8))) == text)
      #expect(text.hasPrefix("{\""))
    }
    // Each setting has two values, so that none gets lost.
    let settings = try rules.reduce(into: [String: Set<String>]()) { settings, rule in
      let object = try JSONSerialization.jsonObject(with: Data(json(rule).utf8)) as? [String: [String: Any]]
      let (name, values) = try #require(object?.first)
      for (setting, value) in values { settings["\(name).\(setting)", default: []].insert("\(value)") }
    }
    for (setting, values) in settings { #expect(values.count >= 2, "\(setting) is \(values) in all cases") }
  }

  /// A case that is missing here no longer compiles, one without a rule above fails.
  @Test func everyRuleIsTried() throws {
    let optimizers = try Self.optimizers.map { try #require($0.builtIn) }
    let kinds = optimizers.map { rule in
      switch rule {
      case .sgd: 0
      case .adam: 1
      case .adamW: 2
      case .rmsprop: 3
      case .adagrad: 4
      }
    }
    #expect(Set(kinds) == Set(0...4))
    try comeBack(optimizers)
    let losses = try Self.losses.map { try #require($0.builtIn) }
    let lossKinds = losses.map { loss in
      switch loss {
      case .meanSquaredError: 0
      case .meanAbsoluteError: 1
      case .huber: 2
      case .binaryCrossEntropy: 3
      case .categoricalCrossEntropy: 4
      case .sparseCategoricalCrossEntropy: 5
      }
    }
    #expect(Set(lossKinds) == Set(0...5))
    try comeBack(losses)
    let metrics = try Self.metrics.map { try #require(BuiltInMetric($0)) }
    let metricKinds = metrics.map { metric in
      switch metric {
      case .accuracy: 0
      case .topKAccuracy: 1
      case .meanAbsoluteError: 2
      case .meanSquaredError: 3
      case .rootMeanSquaredError: 4
      case .perplexity: 5
      case .precision: 6
      case .recall: 7
      case .f1: 8
      case .macroPrecision: 9
      case .macroRecall: 10
      case .macroF1: 11
      case .microF1: 12
      }
    }
    #expect(Set(metricKinds) == Set(0...12))
    try comeBack(metrics)
  }

  /// They also do what those did that were saved.
  @Test func everyLossAndMetricMeasuresTheSame() throws {
    let x = x.meanOverTime()
    let classes = IndexTensor((0..<20).map { Int32($0 % 3) })
    for (index, loss) in Self.losses.enumerated() {
      let isSparse = loss.name == "sparseCategoricalCrossEntropy"
      // Figures of one name do not go together.
      let metrics = isSparse ? Self.metrics.filter { !["mae", "mse", "rmse"].contains($0.name) } : [Self.metrics[3]]
      let model = Sequential([.dense(3, activation: .softmax)], seed: UInt64(index))
      var seen: Set<String> = []
      let different = metrics.filter { seen.insert($0.name).inserted }
      model.compile(loss: loss, metrics: different)
      let target: any SamplesConvertible = isSparse ? classes : y.scaledToRows()
      let figures = try model.evaluate(x, target.samples)
      try model.save(to: path)
      #expect(try Sequential(contentsOf: path).evaluate(x, target.samples) == figures)
      #expect(figures.metrics.count == different.count)
    }
  }
}

extension Tensor {
  /// Rows that sum to 1.
  fileprivate func scaledToRows() -> Tensor { softmax() }
}
