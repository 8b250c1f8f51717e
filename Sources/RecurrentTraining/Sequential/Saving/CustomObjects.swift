import RecurrentLayers

/// What a saved model is made of that is not of this package: Keras's `custom_objects`.
///
/// ```swift
/// let own = CustomObjects(layers: ["Highway": HighwaySpecification.self], losses: [fourthPower])
/// let model = try Sequential(contentsOf: "model", customObjects: own)
/// ```
/// A folder holds a layer's options and the names of the others; what they do is not in it.
public struct CustomObjects: Sendable {
  /// By ``LayerSpecification/kind``.
  public var layers: [String: any LayerSpecification.Type]
  /// Found by ``OptimizerRule/name``.
  public var optimizers: [OptimizerRule]
  /// Found by ``Loss/name``.
  public var losses: [Loss]
  /// Found by ``Metric/name``; empty ones.
  public var metrics: [any Metric]

  /// Types and values of one's own, by the names that they are saved under.
  public init(
    layers: [String: any LayerSpecification.Type] = [:], optimizers: [OptimizerRule] = [], losses: [Loss] = [],
    metrics: [any Metric] = []
  ) {
    (self.layers, self.optimizers, self.losses, self.metrics) = (layers, optimizers, losses, metrics)
  }

  /// Where a decoder finds them.
  package static let key: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "recurrent.custom-objects") else {
      preconditionFailure("any text is a key")
    }
    return key
  }()
}

extension Decoder {
  var customObjects: CustomObjects { userInfo[CustomObjects.key] as? CustomObjects ?? CustomObjects() }
}

/// What a saved model has and ``CustomObjects`` has not.
public struct MissingCustomObject: Error, Equatable, Sendable, CustomStringConvertible {
  /// What an object is for a model.
  public enum Role: String, Sendable {
    /// A layer, an optimiser, a loss, a metric.
    case layer, optimizer, loss, metric
  }

  /// What it is for the model.
  public let role: Role
  /// `Highway`.
  public let name: String

  /// An object that the model names and nobody gave.
  public init(role: Role, name: String) { (self.role, self.name) = (role, name) }

  public var description: String {
    let argument =
      switch role {
      case .layer: "layers: [\(name.debugDescription): its specification's type]"
      case .optimizer: "optimizers: [its rule]"
      case .loss: "losses: [the loss]"
      case .metric: "metrics: [the metric]"
      }
    return
      "the \(role) \(name.debugDescription) is none of this package's: read the model with CustomObjects(\(argument))"
  }
}
