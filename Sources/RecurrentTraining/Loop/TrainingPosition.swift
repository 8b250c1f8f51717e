import RecurrentLayers

/// How far training has come, as a model's folder has it.
struct TrainingPosition: Sendable, Codable {
  /// Epochs finished.
  var epochs: Int
  /// Steps taken.
  var steps: Int
  /// Before schedules.
  var learningRate: Float
  /// Where orders and dropout come from.
  var random: RandomGenerator
}

extension TrainingPosition: Checkable {
  var name: String { "training" }

  func requireUsable() throws(SpecificationError) {
    // More than any machine takes, and few enough to count on from there.
    let most = 1 << 48
    try require((0...most).contains(epochs), "epochs", expected: "0 to \(most)", got: epochs)
    try require((0...most).contains(steps), "steps", expected: "0 to \(most)", got: steps)
  }
}
