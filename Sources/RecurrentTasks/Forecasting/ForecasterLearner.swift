import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// A forecaster with the windows it learns from.
struct ForecasterLearner: Learner {
  private let forecaster: Forecaster
  private let data: Forecaster.TrainingData
  private let windows: ForecastWindows
  private let loss: ForecastLoss
  private let tracks: [ForecastTrack]
  /// At most as many as are measured in a moment. Empty: no validation.
  let validation: [ForecastOrigin]
  private let recipe: TrainingRecipe

  private static let mostValidated = 4096

  /// - Throws: ``ForecastError``: no series has enough rows.
  init(_ forecaster: Forecaster, _ data: Forecaster.TrainingData, _ recipe: TrainingRecipe) throws(ForecastError) {
    (self.forecaster, self.data, self.recipe) = (forecaster, data, recipe)
    let configuration = forecaster.configuration
    windows = ForecastWindows(data.series, scaling: forecaster.scaling, configuration: configuration)
    loss = ForecastLoss(data, scaling: forecaster.scaling, configuration: configuration)
    if let target = loss.targetsWithoutValues.first, data.training.contains(where: { !$0.isEmpty }) {
      throw .noValues(
        path: data.series[0].path, name: data.series[0].path, column: configuration.targets[target])
    }
    tracks = try ForecastTrack.tracks(of: data, loss, configuration)
    validation = try ForecastTrack.validation(of: data, configuration, atMost: Self.mostValidated)
  }

  /// The windows that can be learned from.
  var trainingCount: Int { tracks.reduce(0) { $0 + $1.rows.count } }

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    let networks = forecaster.network.networks
    return try trainer.runEpoch(
      batches(of: trainer), rows: \.[0].count, weight: \.[0].count, onProgress: onProgress
    ) { batches, shard in
      let losses = zip(networks, batches).map { network, origins in
        let batch = windows.batch(at: Array(origins[shard.rows]))
        return loss(network(batch.inputs), batch)
      }
      let mean = losses.dropFirst().reduce(losses[0], +) / Float(losses.count)
      return ShardLoss(loss: mean, weight: Double(shard.rows.count))
    }
  }

  /// Of each step the windows that each network learns from.
  private func batches(of trainer: Trainer) -> AnySequence<[[ForecastOrigin]]> {
    let (count, size) = (forecaster.network.networks.count, recipe.batchSize)
    guard let steps = recipe.trainingSteps else {
      let orders = (0..<count).map { _ in
        trainer.random.withGenerator { RandomPermutation(trainingCount, using: &$0) }
      }
      return AnySequence(
        Batches(count: trainingCount, batchSize: size).lazy.map { places in
          orders.map { order in places.map { tracks.origin(order[$0]) } }
        })
    }
    // The epochs are equal parts, the last ones a step shorter.
    let epoch = trainer.epochs
    let share = (epoch + 1) * steps / recipe.epochs - epoch * steps / recipe.epochs
    let seed = trainer.random.withGenerator { $0.next() }
    return AnySequence(
      (0..<max(1, share)).lazy.map { step in
        var generator = RandomGenerator(seed: seed &+ UInt64(step))
        return (0..<count).map { _ in (0..<size).map { _ in drawn(&generator) } }
      })
  }

  private func drawn(_ generator: inout RandomGenerator) -> ForecastOrigin {
    let track = tracks[generator.nextIndex(below: tracks.count)]
    return ForecastOrigin(
      series: track.series, target: track.target,
      row: track.rows.lowerBound + generator.nextIndex(below: track.rows.count))
  }

  // MARK: Validation

  func validate() -> Evaluation? {
    guard !validation.isEmpty else { return nil }
    var (sum, count) = (0.0, 0.0)
    var errors = DeviationTally()
    forEachBatch(of: validation) { batch in
      let found = forecaster.network(batch.inputs)
      sum += Double(loss(found, batch).item) * Double(batch.origins.count)
      count += Double(batch.origins.count)
      add(found, batch, to: &errors)
    }
    let found = errors.deviation(scale: nil)
    return Evaluation(
      loss: sum / max(1, count), metrics: ["mse": found.mse, "mae": found.mae])
  }

  /// Some of those learned from, evenly spread.
  private func learned(atMost limit: Int) -> [ForecastOrigin] {
    evenPlaces(in: trainingCount, limit: limit).map { tracks.origin($0) }
  }

  /// As many as tell of bands in a moment: validated on, or, where those are few, learned from.
  var measured: [ForecastOrigin] {
    guard validation.count >= 64 else { return learned(atMost: 256) }
    return evenPlaces(in: validation.count, limit: 256).map { validation[$0] }
  }

  /// That of the last value again, over the validation rows, or some learned from where there are none.
  ///
  /// - Parameter ofTraining: over some learned from in any case.
  func guessingLoss(ofTraining: Bool = false) -> Double {
    let origins = validation.isEmpty || ofTraining ? learned(atMost: 1024) : validation
    let (horizon, levels) = (forecaster.configuration.horizon, forecaster.configuration.levels.count)
    var sum = 0.0
    forEachBatch(of: origins) { batch in
      let unmoved = Tensor.zeros([batch.origins.count, horizon, levels])
      sum += Double(loss(unmoved, batch).item) * Double(batch.origins.count)
    }
    return sum / Double(max(1, origins.count))
  }

  private func forEachBatch(of origins: [ForecastOrigin], _ body: (ForecastBatch) -> Void) {
    let size = 256
    for start in stride(from: 0, to: origins.count, by: size) {
      body(windows.batch(at: Array(origins[start..<min(start + size, origins.count)])))
    }
  }

  /// Errors of the median, in deviations of the target.
  private func add(_ found: Tensor, _ batch: ForecastBatch, trust: Double = 1, to errors: inout DeviationTally) {
    let configuration = forecaster.configuration
    let horizon = configuration.horizon
    found.withUnsafeScalars { found in
      for (row, origin) in batch.origins.enumerated() {
        guard let scale = batch.scales[row] else { continue }
        let unit = loss.deviations[origin.series][origin.target]
        for step in (row * horizon)..<((row + 1) * horizon) where !batch.actual[step].isNaN {
          let median = forecaster.median(found, step, scale)
          errors.add((scale.unscaled(trust * median) - batch.actual[step]) / unit)
        }
      }
    }
  }

  /// How far from the last value to what the networks say is nearest to what came in the validation rows; nil: all the way,
  /// or nobody knows. Less is to be nearer by more than a thousandth.
  func trust() -> Double? {
    guard !validation.isEmpty else { return nil }
    let shares = (0...20).map { Double($0) / 20 }
    var errors = [DeviationTally](repeating: DeviationTally(), count: shares.count)
    forEachBatch(of: validation) { batch in
      let found = forecaster.network(batch.inputs)
      for (place, share) in shares.enumerated() { add(found, batch, trust: share, to: &errors[place]) }
    }
    let found = errors.map { $0.deviation(scale: nil).mse }
    let best = found.indices.min { found[$0] < found[$1] }!
    return found[best] < 0.999 * found[shares.count - 1] ? shares[best] : nil
  }

  // MARK: Going on

  var conditions: [TrainingCondition] {
    .data(training: fingerprint(of: data.training), validation: fingerprint(of: data.validation))
  }

  private func fingerprint(of rows: [Range<Int>]) -> Fingerprint {
    var fingerprint = Fingerprint()
    for (series, rows) in zip(data.series, rows) {
      fingerprint.add([rows.lowerBound, rows.upperBound])
      let size = 1 << 14
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
        series.withRows(start..<min(start + size, rows.upperBound)) { fingerprint.add(UnsafeRawBufferPointer($0)) }
      }
    }
    return fingerprint
  }
}
