import RecurrentLayers

/// The examples that a fit learns from and those that it is measured on, checked before the first step.
struct FittingData {
  let training: Examples
  let validation: Examples?

  /// - Parameters:
  ///   - validationSplit: the part of the examples, from their end, to validate on where there is no `validationData`.
  ///   - operation: whose options these are.
  /// - Throws: ``DataError``.
  init(
    _ x: any SamplesConvertible, _ y: any SamplesConvertible, weights: Tensor?, validationSplit: Double,
    validationData: (x: any SamplesConvertible, y: any SamplesConvertible)?, _ operation: String
  ) throws(DataError) {
    check((0..<1).contains(validationSplit), operation, "validationSplit", expected: "0 ..< 1", got: validationSplit)
    let all = try Examples(x, y, weights: weights)
    if let validationData {
      (training, validation) = (all, try Examples(validationData.x, validationData.y, weights: nil))
    } else if validationSplit > 0 {
      (training, validation) = try all.split(validationSplit)
    } else {
      (training, validation) = (all, nil)
    }
  }

  /// Those to learn from, and those to validate on, if any.
  var parts: [Examples] { [training] + (validation.map { [$0] } ?? []) }

  /// What learns from them, the classes weighed.
  func learner(
    _ task: ExamplesTask, batchSize: Int, shuffles: Bool, classWeight: [Int: Float]?
  ) -> ExamplesLearner {
    var weighed = training
    if let classWeight { weighed.weigh(classes: classWeight) }
    return ExamplesLearner(task, weighed, validation: validation, batchSize: batchSize, shuffles: shuffles)
  }
}
