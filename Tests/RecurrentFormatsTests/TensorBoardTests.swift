import Foundation
import RecurrentLayers
import RecurrentTraining
import TestSupport
import Testing

@testable import RecurrentFormats

/// Event files against one that TensorBoard's own writer made: `Golden/make_tensorboard.py`.
@Suite struct TensorBoardTests {
  @Test func theBytesAreTensorBoardsOwn() throws {
    let path = try #require(Bundle.module.path(forResource: "events", ofType: "tfevents", inDirectory: "Golden"))
    let golden = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    let contents: [(step: Int, content: TensorBoardEvent.Content)] = [
      (0, .version), (3, .scalars([("step/loss", 0.5), ("step/zero", 0)])),
      (300, .text(tag: "options", "| cell | lstm |")),
      (1 << 40, .histogram(tag: "weights/손실", Histogram(of: (0..<60).map { Float($0) }))),
    ]
    let bytes = contents.flatMap { step, content in
      EventRecord.bytes(of: TensorBoardEvent(time: 1_700_000_000.25, step: step, content: content).bytes)
    }
    #expect(bytes == golden)
  }

  @Test(arguments: [[], [Float.nan, .infinity], [2, 2, 2], [-1, 0, 1, .nan], [0]])
  func anyNumbersAreCounted(numbers: [Float]) {
    let histogram = Histogram(of: numbers)
    #expect(histogram.counts.reduce(0, +) == Double(numbers.count { $0.isFinite }))
    #expect(histogram.limits == histogram.limits.sorted())
  }

  private func train(in folder: String, onFailure: @escaping (any Error) -> Void = { _ in }) throws {
    let model = Sequential([.dense(1)], seed: 1)
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    let x = Tensor.ones([8, 2])
    try model.fit(
      x, Tensor.ones([8, 1]), epochs: 2,
      callbacks: [TensorBoardLog(in: folder, texts: ["about": "a test"], onFailure: onFailure)], verbose: false)
  }

  @Test func aTrainingLeavesItsFigures() throws {
    let folder = try TemporaryFolder()
    try train(in: folder.path("runs/one"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("runs/one"))
    #expect(names.count == 1 && names[0].hasPrefix("events.out.tfevents."))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("runs/one/" + names[0])))
    for tag in ["brain.Event:2", "step/gradient_norm", "epoch/loss", "weights/", "gradients/", "a test"] {
      #expect(bytes.range(of: Data(tag.utf8)) != nil, "\(tag)")
    }
  }

  @Test func aFolderThatCannotBeMadeEndsNoTraining() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("in the way", to: "runs")
    var failures = 0
    try train(in: file + "/one") { _ in failures += 1 }
    #expect(failures == 1)
  }
}
