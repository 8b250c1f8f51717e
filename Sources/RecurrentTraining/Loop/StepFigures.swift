import RecurrentLayers

/// What a step of training was like.
public struct StepFigures: Equatable, Sendable {
  /// Of its batch, before the step.
  public let loss: Float
  /// What the steps were multiplied by.
  public let learningRate: Float
  /// Over all parameters, before clipping.
  public let gradientNorm: Double
  /// Whether the gradients were scaled down.
  public let isClipped: Bool
  /// Of the gradients that it left in the store: they are so many times too large.
  package var gradientDivisor = 1.0
}
