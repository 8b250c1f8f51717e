import RecurrentKernels

/// What ends a training run.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The loss of a step is infinite or not a number; the parameters are those before the step.
  case nonFiniteLoss(Float)
  /// The loss is finite but its gradient is not; the parameters are those before the step.
  case nonFiniteGradient
  /// The loss does not depend on any weight, so that nothing would be learned.
  case constantLoss
  /// Products of this precision have no gradients.
  case noGradients(Precision)
  /// Weights in int8 do not learn: a step changes them by less than they can tell.
  case quantizedWeights

  public var description: String {
    switch self {
    case .nonFiniteLoss(let loss): "the loss became \(loss): lower the learning rate or clip the gradient"
    case .nonFiniteGradient: "the gradient became infinite: lower the learning rate"
    case .constantLoss:
      "the loss is a constant: no weight is in it; compute it inside the scope, from what the layers give there"
    case .noGradients(let precision):
      "\(precision.rawValue) products have no gradients: train in float32 or bf16, and use \(precision.rawValue) after it"
    case .quantizedWeights: "the weights are int8, which do not learn: train the model that they were made from"
    }
  }
}
