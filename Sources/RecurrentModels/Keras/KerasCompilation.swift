import RecurrentFoundation
import RecurrentTraining

/// What a Keras model was compiled with, as far as it is here: all of it, or nothing, so that nobody trains by another
/// rule unawares.
struct KerasCompilation {
  let optimizer: OptimizerRule
  let loss: Loss
  let metrics: [any Metric]

  init?(_ value: JSONValue) {
    // Where none is said, it is the one that Keras's compile takes by itself.
    let optimizer = value["optimizer"] ?? value["optimizer_config"] ?? .string("rmsprop")
    guard let loss = value["loss"], let rule = Self.optimizer(optimizer), let function = Self.loss(loss) else {
      return nil
    }
    (self.optimizer, self.loss) = (rule, function)
    var metrics: [any Metric] = []
    for name in Self.names(in: value["metrics"] ?? .null) {
      guard let metric = Self.metric(name), !metrics.contains(where: { $0.name == metric.name }) else { continue }
      metrics.append(metric)
    }
    self.metrics = metrics
  }

  /// By name, or as a class with its options.
  private static func optimizer(_ value: JSONValue) -> OptimizerRule? {
    let config = value["config"] ?? .object([])
    // Keras 2 writes `Custom>Adam`.
    let name = (value.string ?? value["class_name"]?.string)?.split(separator: ">").last?.lowercased()
    func option(_ names: String..., or value: Float) -> Float? {
      let found = names.lazy.compactMap { config[$0]?.float }.first ?? value
      return found.isFinite && found >= 0 ? found : nil
    }
    guard let rate = option("learning_rate", "lr", or: name == "sgd" ? 0.01 : 0.001),
      let beta1 = option("beta_1", or: 0.9), let beta2 = option("beta_2", or: 0.999), beta1 < 1, beta2 < 1,
      let epsilon = option("epsilon", or: 1e-7), epsilon > 0, let momentum = option("momentum", or: 0),
      let rho = option("rho", or: 0.9), rho < 1
    else { return nil }
    switch name {
    case "adam": return .adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "rmsprop":
      return .rmsprop(
        learningRate: rate, rho: rho, momentum: momentum, centered: config["centered"]?.flag ?? false, epsilon: epsilon)
    case "sgd":
      let nesterov = config["nesterov"]?.flag ?? false
      return nesterov && momentum == 0 ? nil : .sgd(learningRate: rate, momentum: momentum, nesterov: nesterov)
    case "adagrad": return .adagrad(learningRate: rate)
    default: return nil
    }
  }

  private static func loss(_ value: JSONValue) -> Loss? {
    let name = value.string ?? value["class_name"]?.string ?? ""
    let fromLogits = value["config"]?["from_logits"]?.flag ?? false
    switch name.snakeCased {
    case "mse", "mean_squared_error": return .meanSquaredError
    case "mae", "mean_absolute_error": return .meanAbsoluteError
    case "huber", "huber_loss": return .huber(delta: max(1e-6, value["config"]?["delta"]?.float ?? 1))
    case "binary_crossentropy": return .binaryCrossEntropy(fromLogits: fromLogits)
    case "categorical_crossentropy": return .categoricalCrossEntropy(fromLogits: fromLogits)
    case "sparse_categorical_crossentropy": return .sparseCategoricalCrossEntropy(fromLogits: fromLogits)
    default: return nil
    }
  }

  private static func names(in value: JSONValue) -> [String] {
    switch value {
    case .string(let name): [name]
    case .array(let values): values.flatMap(names)
    case .object: [value["config"]?["name"]?.string ?? value["class_name"]?.string].compactMap(\.self)
    default: []
    }
  }

  private static func metric(_ name: String) -> (any Metric)? {
    switch name.snakeCased {
    case "accuracy", "acc", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy":
      MeanMetric.accuracy
    case "mae", "mean_absolute_error": MeanMetric.meanAbsoluteError
    case "mse", "mean_squared_error": MeanMetric.meanSquaredError
    case "root_mean_squared_error": MeanMetric.rootMeanSquaredError
    default: nil
    }
  }
}
