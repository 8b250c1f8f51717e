import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTraining

/// A fit stopped after each of its steps and gone on with is one that was never stopped, bit for bit.
@Suite struct FitResumptionTests {
  private let folder = try! TemporaryFolder()
  private let (x, y): (Tensor, Tensor)

  init() {
    var generator = RandomGenerator(seed: 3)
    x = Tensor.uniform([24, 5, 2], using: &generator)
    y = Tensor.uniform([24, 3], using: &generator)
  }

  /// Everything that remembers: dropout, a stateful layer, momentum, schedules, metrics and every callback.
  private func makeModel() -> Sequential {
    let model = Sequential(
      [
        .lstm(4, returnSequences: true, stateful: true, dropout: 0.3), .dropout(0.2),
        .gru(3, recurrentDropout: 0.4), .dense(3),
      ], seed: 9)
    model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .huber(delta: 0.5), metrics: [.meanAbsoluteError, .macroF1],
      clippingNorm: 0.5, schedules: [.steps(.warmUp(over: 8)), .run(.cosine(over: 1000, floor: 0.1))])
    return model
  }

  private struct Killed: Error {}

  /// What a fit leaves: the model's files, the log, and what the callbacks know.
  private struct Outcome: Equatable {
    var files: [Data?]
    var log: Data?
    var bestEpoch: Int?
    var history: History
  }

  private func fit(
    _ model: Sequential, into path: String, checkpoints: Checkpoints? = nil,
    stop: @escaping (Int) throws -> TrainingDecision = { _ in .goOn }
  ) throws -> Outcome {
    let stopping = EarlyStopping(monitor: .validationLoss, patience: 2)
    let log = try CSVLog(path: path + ".csv", resumes: true)
    var events = 0
    let watch = Observer { _, _ in
      events += 1
      return try stop(events)
    }
    let saving = Checkpoint(model, to: path + "-best")
    try model.fit(
      x, y, batchSize: 8, epochs: 4, validationData: (x.slice(0..<16, axis: 0), y.slice(0..<16, axis: 0)),
      callbacks: [
        log, saving, stopping,
        ReduceOnPlateau(monitor: .lowest("loss"), patience: 1, minimumImprovement: 0.02), watch,
      ], checkpoints: checkpoints, verbose: false)
    try model.save(to: path)
    let files = ["config.json", "model.safetensors", "-best/config.json", "-best/model.safetensors"]
    return Outcome(
      files: files.map { FileManager.default.contents(atPath: path + ($0.hasPrefix("-") ? $0 : "/" + $0)) },
      log: FileManager.default.contents(atPath: path + ".csv"), bestEpoch: stopping.bestEpoch, history: model.history)
  }

  @Test func aSequentialGoesOnFromEveryStep() throws {
    var count = 0
    let whole = try fit(makeModel(), into: folder.path("whole")) { events in
      count = events
      return .goOn
    }
    #expect(whole.files.allSatisfy { $0 != nil } && whole.log != nil && count >= 8)
    for event in 1...count {
      for kind in 0..<2 {
        let path = folder.path("\(event)-\(kind)")
        do {
          _ = try fit(makeModel(), into: path, checkpoints: Checkpoints(in: path, schedule: .steps(1))) {
            guard $0 == event else { return .goOn }
            if kind == 0 { return .pause } else { throw Killed() }
          }
        } catch is Killed {}
        let resumed = try withCompute(Compute(threads: 1 + event % 3)) {
          try fit(makeModel(), into: path, checkpoints: Checkpoints(in: path, resumes: true))
        }
        #expect(resumed == whole, "event \(event) of \(count), kind \(kind)")
      }
    }
  }

  private struct Network: FittableModule {
    let lstm = LSTM(inputSize: 2, hiddenSize: 4, dropout: 0, inputDropout: 0.3, isStateful: true)
    let output = Dense(inputSize: 4, outputSize: 3)

    func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor { output(lstm(x, lengths: lengths).last) }
  }

  @Test func aModuleGoesOnFromEveryStep() throws {
    func fit(_ checkpoints: Checkpoints?, stopAt event: Int = .max) throws -> [Tensor] {
      let network = withRandomSource(RandomSource(seed: 4)) { Network() }
      let trainer = Trainer(SGD(ParameterStore(network), learningRate: 0.1, momentum: 0.9), clippingNorm: 1, seed: 1)
      var events = 0
      let watch = Observer { _, _ in
        events += 1
        return events == event ? .pause : .goOn
      }
      try network.fit(
        x, y, trainer: trainer, loss: .meanSquaredError, metrics: [.meanAbsoluteError], batchSize: 8, epochs: 2,
        callbacks: [watch], checkpoints: checkpoints, verbose: false)
      return network.parameters.map(\.value) + network.carriedStates.compactMap { $0?.hidden }
    }
    let whole = try fit(nil)
    for event in 1...8 {
      let path = folder.path("module\(event)")
      _ = try fit(Checkpoints(in: path, schedule: .steps(100)), stopAt: event)
      #expect(try fit(Checkpoints(in: path, resumes: true)) == whole, "event \(event)")
    }
  }

  private final class Slow: Learner {
    let network: Dense
    let data: [Tensor]
    var onValidation: () throws -> Void = {}

    init(_ data: [Tensor]) {
      network = withRandomSource(RandomSource(seed: 2)) { Dense(inputSize: 3, outputSize: 1) }
      self.data = data
    }

    func runEpoch(_ trainer: Trainer, onProgress: (TrainingProgress) throws -> Void) throws -> TrainingProgress {
      let order = trainer.random.withGenerator { $0.permutation(data.count) }
      return try trainer.runEpoch(order, onProgress: onProgress) { self.network(self.data[$0]).sum() }
    }

    func validate() throws -> Evaluation? {
      try onValidation()
      return Evaluation(loss: Double(network(data[0]).item))
    }
  }

  /// While it is measured, a training is saved by another thread, and goes on from there.
  @Test func whileItIsMeasuredATrainingCanBeSaved() throws {
    let data = (0..<5).map { Tensor(shape: [1, 3], scalars: [Float($0), 1, -1]) }
    func train(_ checkpoints: Checkpoints?, _ onValidation: @escaping () throws -> Void) throws -> [Tensor] {
      let learner = Slow(data)
      learner.onValidation = onValidation
      let trainer = Trainer(Adam(ParameterStore(learner.network)), seed: 7)
      try trainer.run(learner, epochs: 3, monitor: nil, checkpoints: checkpoints)
      return learner.network.parameters.map(\.value)
    }
    let path = folder.path("slow")
    let standby = CheckpointStandby()
    #expect(try !standby.save())
    let checkpoints = Checkpoints(CheckpointFolder(in: path), standby: standby)
    #expect(throws: Killed.self) {
      try train(checkpoints) {
        #expect(try standby.save())
        throw Killed()
      }
    }
    var measured = 0
    let resumed = try train(Checkpoints(in: path, resumes: true)) { measured += 1 }
    #expect(try resumed == train(nil) {} && measured == 3)
  }

  /// A callback that takes long stands by too: what is saved meanwhile is the training after the step that it sees.
  @Test(arguments: [2, 5, 6, 7])
  func aCallbackThatTakesLongIsSavedDuring(event: Int) throws {
    let data = (0..<5).map { Tensor(shape: [1, 3], scalars: [Float($0), 1, -1]) }
    func train(_ checkpoints: Checkpoints?, callback: any Callback) throws -> [Tensor] {
      let learner = Slow(data)
      let trainer = Trainer(Adam(ParameterStore(learner.network)), seed: 7)
      try trainer.run(learner, epochs: 3, monitor: nil, callbacks: [callback], checkpoints: checkpoints)
      return learner.network.parameters.map(\.value)
    }
    let (path, standby) = (folder.path("slow"), CheckpointStandby())
    var events = 0
    let drawing = Observer { _, run in
      events += 1
      guard events == event else { return .goOn }
      #expect(try !standby.save())
      run.whileReadyToSave { #expect((try? standby.save()) == true) }
      #expect(try !standby.save())
      throw Killed()
    }
    #expect(throws: Killed.self) {
      try train(Checkpoints(CheckpointFolder(in: path), standby: standby), callback: drawing)
    }
    var rest = 0
    let counting = Observer { _, _ in
      rest += 1
      return .goOn
    }
    let resumed = try train(Checkpoints(in: path, resumes: true), callback: counting)
    #expect(try resumed == train(nil, callback: Observer { _, _ in .goOn }) && rest == 18 - event)
  }

  @Test func otherDataIsRefused() throws {
    let path = folder.path("model")
    func fit(_ x: Tensor, batchSize: Int, resumes: Bool) throws {
      let model = Sequential([.dense(3)])
      model.compile(optimizer: .sgd, loss: .meanSquaredError)
      try model.fit(x, y, batchSize: batchSize, checkpoints: Checkpoints(in: path, resumes: resumes), verbose: false)
    }
    let flat = x.meanOverTime()
    try fit(flat, batchSize: 8, resumes: false)
    let mismatch = #expect(throws: CheckpointMismatch.self) { try fit(2 * flat, batchSize: 12, resumes: true) }
    #expect(mismatch?.differences.map(\.name) == ["training data", "batchSize"])
    #expect("\(mismatch!)".hasSuffix("the training data differs; batchSize was 8, is 12"))
  }

  /// The way of a loop of one's own.
  @Test func aLoopOfOnesOwnGoesOn() throws {
    struct Place: Codable {
      var trainer: TrainerState
      var window: Int
      var states: [RecurrentState?]
    }
    let checkpoints = CheckpointFolder(in: folder.path("own"))
    func train(_ windows: Range<Int>, from place: Place? = nil) throws -> (Place, [Tensor]) {
      let network = withRandomSource(RandomSource(seed: 4)) { Network() }
      let trainer = Trainer(Adam(ParameterStore(network)), seed: 1)
      if let place {
        try trainer.restore(place.trainer)
        network.carriedStates = place.states
      }
      for window in windows {
        try trainer.step {
          let batch = x.slice(window * 4..<(window + 1) * 4, axis: 0)
          return meanSquaredError(
            network(batch, lengths: nil), targets: y.slice(window * 4..<(window + 1) * 4, axis: 0))
        }
      }
      let place = Place(trainer: trainer.memory, window: windows.upperBound, states: network.carriedStates)
      return (place, network.parameters.map(\.value))
    }
    #expect(try checkpoints.load(Place.self) == nil)
    try checkpoints.save(train(0..<2).0)
    let place = try #require(try checkpoints.load(Place.self))
    #expect(try train(place.window..<6, from: place).1 == train(0..<6).1)
  }
}
