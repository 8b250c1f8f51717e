import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats
@testable import RecurrentTraining

@Suite struct CheckpointFolderTests {
  private struct State: Codable, Equatable {
    var step: Int
    var loss: Double
    var weights: Tensor
    var moments: [String: Tensor]

    init(_ step: Int) {
      (self.step, loss) = (step, step == 2 ? .nan : 0.1 * Double(step))
      weights = Tensor(shape: [2, 2], scalars: [1, 2, 3, Float(step)])
      moments = ["first": Tensor([Float(step), .infinity]), "none": Tensor.zeros([0])]
    }

    static func == (a: State, b: State) -> Bool {
      a.step == b.step && a.loss.bitPattern == b.loss.bitPattern && a.weights == b.weights && a.moments == b.moments
    }
  }

  private let folder = try! TemporaryFolder()
  private var checkpoints: CheckpointFolder { CheckpointFolder(in: folder.path("model")) }
  private var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path("model/.checkpoint")).sorted()) ?? []
  }

  /// Two fits into one folder would end in one whole checkpoint, and the work of one of them would be lost.
  @Test func oneTrainingAtATime() throws {
    let path = folder.path("model")
    func fit(_ store: CheckpointFolder, during: @escaping () throws -> Void = {}) throws {
      let model = Sequential([.dense(1)])
      model.compile(optimizer: .adam, loss: .meanSquaredError)
      let watch = Observer { event, _ in
        if case .step = event { try during() }
        return .goOn
      }
      try model.fit(
        Tensor.zeros([4, 2]), Tensor.zeros([4, 1]), callbacks: [watch], checkpoints: Checkpoints(store), verbose: false)
    }
    var count = 0
    try fit(checkpoints) {
      count += 1
      #expect(throws: ModelFolderError.busy(path: path)) { try fit(self.checkpoints) }
      #expect(throws: ModelFolderError.busy(path: path)) { try TrainingLock(in: path) }
    }
    #expect(count == 1 && names == ["1"])
    // Who has the right has it for its fits too.
    let store = checkpoints
    let claim = try store.claim()
    try fit(store)
    withExtendedLifetime(claim) {
      _ = #expect(throws: ModelFolderError.busy(path: path)) { try fit(self.checkpoints) }
    }
  }

  /// What cannot be written holds nobody up.
  @Test func aFolderThatCannotBeMade() throws {
    _ = try folder.write("", to: "file")
    let store = CheckpointFolder(in: folder.path("file/model"))
    #expect(try store.claim() == nil)
  }

  @Test func theLastTwoAreKept() throws {
    let checkpoints = checkpoints
    #expect(try checkpoints.isEmpty && checkpoints.load(State.self) == nil)
    for step in 1...4 {
      try checkpoints.save(State(step))
      #expect(try self.checkpoints.load(State.self) == State(step))
    }
    #expect(names == ["3", "4"])
    #expect(try !checkpoints.isEmpty)
  }

  /// Of another training they stay until there is a new one.
  @Test func anEarlierTrainingsStayUntilTheFirstNewOne() throws {
    let earlier = checkpoints
    for step in 1...2 { try earlier.save(State(step)) }
    let later = checkpoints
    let write = try later.stage(State(3))
    #expect(names == ["1", "2"])
    try write()
    #expect(names == ["3"])
    try later.save(State(4))
    #expect(names == ["3", "4"])
    // Gone on with, the last one is the training's own.
    let resumed = checkpoints
    #expect(try resumed.load(State.self) == State(4))
    try resumed.save(State(5))
    #expect(names == ["4", "5"])
  }

  /// Whatever byte is harmed in either file, the checkpoint before is taken, and it is said of which file.
  @Test func aDamagedOneIsTheOneBefore() throws {
    let training = checkpoints
    for step in 1...2 { try training.save(State(step)) }
    for name in ["state.json", "tensors.safetensors"] {
      let path = folder.path("model/.checkpoint/2/\(name)")
      let whole = Array(FileManager.default.contents(atPath: path) ?? Data())
      for place in whole.indices {
        var bytes = whole
        bytes[place] ^= 4
        _ = try folder.write(bytes, to: "model/.checkpoint/2/\(name)")
        var damages: [String] = []
        let state = try checkpoints.load(State.self) { damages.append("\($0)") }
        // Only spaces that fill up the header say nothing.
        let isFiller = name != "state.json" && whole[place] == UInt8(ascii: " ")
        #expect(state == State(1) || isFiller, "\(name) \(place)")
        #expect(damages.count == 1 && damages[0].contains("/.checkpoint/2/") || isFiller)
      }
      try FileManager.default.removeItem(atPath: path)
      #expect(try checkpoints.load(State.self) == State(1))
      _ = try folder.write(whole, to: "model/.checkpoint/2/\(name)")
    }
    #expect(try checkpoints.load(State.self) == State(2))
  }

  @Test func whereAllAreDamagedNothingIsReplaced() throws {
    try checkpoints.save(State(1))
    _ = try folder.write("{}", to: "model/.checkpoint/1/state.json")
    #expect(throws: CheckpointError.noneWhole(path: checkpoints.path)) { try checkpoints.load(State.self) }
  }

  /// After the largest number there is none.
  @Test func aNameThatIsAHugeNumberIsPassedOver() throws {
    try checkpoints.save(State(1))
    for number in [Int.max, Int(Int32.max)] { _ = try folder.write("", to: "model/.checkpoint/\(number)") }
    try checkpoints.save(State(2))
    #expect(try checkpoints.load(State.self) == State(2))
  }

  @Test func aStateOfAnotherProgramIsNamed() throws {
    struct Other: Codable { var windows: [Int] }
    try checkpoints.save(State(1))
    let error = #expect(throws: ModelFolderError.self) { try checkpoints.load(Other.self) }
    #expect("\(error!)".hasSuffix("/.checkpoint/1/state.json: \"windows\" is missing"))
  }

  /// Written with checksums of their own, states that cannot be are refused without a crash.
  @Test func hostileStatesAreRefused() throws {
    let network = Dense(inputSize: 2, outputSize: 2)
    let trainer = Trainer(Adam(ParameterStore(network)))
    let good = trainer.memory
    func refused(_ position: TrainingPosition? = nil, _ weights: Tensor? = nil, _ optimizer: OptimizerState? = nil) {
      let state = TrainerState(
        position: position ?? good.position, weights: weights ?? good.weights, optimizer: optimizer ?? good.optimizer)
      #expect(throws: (any Error).self) { try trainer.restore(state) }
    }
    try trainer.restore(good)
    var position = good.position
    position.steps = -1
    refused(position)
    refused(nil, Tensor.zeros([3]))
    refused(nil, nil, OptimizerState(step: 1, buffers: [:]))
    refused(nil, nil, OptimizerState(step: -1, buffers: good.optimizer.buffers))
    refused(nil, nil, OptimizerState(step: 1, buffers: good.optimizer.buffers.mapValues { _ in .zeros([1]) }))
  }
}
