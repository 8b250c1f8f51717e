import Foundation
import Recurrent
import Testing

/// One weight that falls by 1 an epoch, in two steps, and figures by the epoch's number.
private struct Countdown: Learner {
  let weight: Parameter
  var evaluations: [Evaluation?] = []

  func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
    func metrics() -> [String: Double] { ["steps": Double(trainer.steps)] }
    return try trainer.runEpoch([1, 2], metrics: metrics, onProgress: onProgress) { _ in weight.value.sum() }
  }

  func validate() -> Evaluation? {
    // The weight began at 0.
    let epoch = Int(-weight.value.item)
    return evaluations.indices.contains(epoch - 1) ? evaluations[epoch - 1] : nil
  }
}

@Suite struct TrainingLoopTests {
  private let weight = Parameter(name: "weight", shape: [], initializer: .zeros)

  private func makeTrainer() -> Trainer {
    Trainer(SGD(ParameterStore([NamedParameter(name: "weight", parameter: weight)]), learningRate: 0.5))
  }

  private func learner(losses: [Double] = [], f1: [Double] = []) -> Countdown {
    Countdown(
      weight: weight,
      evaluations: losses.enumerated().map { index, loss in
        Evaluation(loss: loss, metrics: f1.isEmpty ? [:] : ["f1": f1[index]])
      })
  }

  @Test func theLowestValidationLossIsKept() throws {
    let result = try makeTrainer().run(learner(losses: [3, 1, 2]), epochs: 3)
    #expect(result.history.bestEpoch == 2 && result.ending == .completed)
    #expect(weight.value.item == -2)
    #expect(result.history["val_loss"] == [3, 1, 2])
    #expect(result.history["steps"] == [2, 4, 6])
    #expect(result.history["learning_rate"] == [0.5, 0.5, 0.5])
    #expect(try #require(result.speed.perSecond) > 0)
  }

  @Test func theHighestOfAFigureIsKept() throws {
    let learner = learner(losses: [3, 1, 2], f1: [0.1, 0.2, 0.3])
    let result = try makeTrainer().run(learner, epochs: 3, monitor: .highest("val_f1"))
    #expect(result.history.bestEpoch == 3)
    #expect(result.history["val_f1"] == [0.1, 0.2, 0.3])
  }

  @Test func whatIsNotANumberIsNeverBest() throws {
    let learner = learner(losses: [3, 2, 1], f1: [.nan, 0.2, .nan])
    #expect(try makeTrainer().run(learner, epochs: 3, monitor: .highest("val_f1")).history.bestEpoch == 2)
  }

  @Test func ofEqualEpochsTheFirstIsKept() throws {
    #expect(try makeTrainer().run(learner(losses: [2, 1, 1]), epochs: 3).history.bestEpoch == 2)
  }

  @Test func ofEqualFiguresTheLowerLossIsKept() throws {
    let learner = learner(losses: [3, 2, 1, 1], f1: [0.1, 0.5, 0.5, 0.5])
    #expect(try makeTrainer().run(learner, epochs: 4, monitor: .highest("val_f1")).history.bestEpoch == 3)
  }

  @Test func withoutAMonitorTheLastWeightsStay() throws {
    let stop = Observer { event, run in
      if case .step(let progress, _) = event, progress.epoch == 3 { .stop } else { .goOn }
    }
    let result = try makeTrainer().run(learner(losses: [1, 2, 3]), epochs: 3, monitor: nil, callbacks: [stop])
    #expect(result.ending == .stopped)
    #expect(weight.value.item == -2.5 && result.history.epochs.count == 2)
  }

  @Test func epochsGoOnFromTheLastRun() throws {
    let trainer = makeTrainer()
    try trainer.run(learner(), epochs: 2)
    let result = try trainer.run(learner(), epochs: 1)
    #expect(result.history.epochs.map(\.epoch) == [3])
    #expect(weight.value.item == -3)
  }

  /// The order of calls, two callbacks side by side.
  @Test func everyCallbackSeesEverything() throws {
    final class Witness: Callback {
      let name: String
      let log: (String) -> Void
      init(_ name: String, _ log: @escaping (String) -> Void) { (self.name, self.log) = (name, log) }
      func begin(_ run: TrainingRun) { log("\(name) begin") }
      func end(_ run: TrainingRun) { log("\(name) end") }
      func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
        switch event {
        case .step(let progress, _): log("\(name) step \(progress.batchesDone)")
        case .epoch(let report, _, _): log("\(name) epoch \(report.epoch)")
        }
        return name == "a" ? .stop : .goOn
      }
    }
    var events: [String] = []
    try makeTrainer().run(
      learner(), epochs: 1, callbacks: [Witness("a") { events.append($0) }, Witness("b") { events.append($0) }])
    #expect(events == ["a begin", "b begin", "a step 1", "b step 1", "a end", "b end"])
  }

  @Test func aLossThatIsNotANumberSaysWhereAndRestores() throws {
    let spoil = Observer { event, run in
      if case .step(let progress, _) = event, progress.epoch == 2, progress.batchesDone == 1 {
        run.parameters.parameters[0].parameter.value = Tensor(.nan)
      }
      return .goOn
    }
    let divergence = #expect(throws: TrainingDivergence.self) {
      try makeTrainer().run(learner(), epochs: 3, callbacks: [spoil])
    }
    #expect(divergence?.epoch == 2 && divergence?.step == 2)
    #expect(weight.value.item == -1)
  }

  @Test func aValidationLossThatIsNotANumberIsADivergence() throws {
    #expect(throws: TrainingDivergence.self) { try makeTrainer().run(learner(losses: [1, .infinity]), epochs: 3) }
    #expect(weight.value.item == -1)
  }

  @Test func aReportWithoutMetricsIsSavedAsBefore() throws {
    let result = try makeTrainer().run(learner(losses: [3]), epochs: 1)
    var report = try #require(result.history.best)
    report.trainingMetrics = [:]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(report), as: UTF8.self)
    #expect(json == #"{"epoch":1,"learningRate":0.5,"trainingLoss":-0.25,"validationLoss":3}"#)
    #expect(try JSONDecoder().decode(EpochReport.self, from: Data(json.utf8)) == report)
    report.validationMetrics = ["f1": 0.5]
    #expect(try JSONDecoder().decode(EpochReport.self, from: encoder.encode(report)) == report)
  }

  /// A curve over the whole run, of which four steps are a quarter each, and another run begins anew.
  @Test func aScheduleGoesOverTheRun() throws {
    let trainer = makeTrainer()
    trainer.schedules = [.run(.linear(from: 1, to: 0, over: 1000))]
    for _ in 1...2 {
      var rates = [trainer.optimizer.learningRate]
      let first = trainer.epochs
      let watching = Observer { event, run in
        if case .step = event { rates.append(run.trainer.optimizer.learningRate) }
        return .goOn
      }
      try trainer.run(learner(), epochs: 2, callbacks: [watching])
      #expect(rates == (first == 0 ? [0.5, 0.375, 0.25, 0.125, 0] : [0.5, 0.1875, 0.125, 0.0625, 0]))
    }
  }
}
