import Foundation
import Recurrent
import RecurrentModels
import TestSupport
import Testing

/// Real models streamed, against ONNX Runtime fed with its own states.
@Suite struct StreamTests {
  private static let isThere = SharedModels.exists("golden")

  @Test(.enabled(if: isThere, "shared/models is absent")) func aDenoiserStreams() throws {
    let golden = try NPZFile(contentsOf: SharedModels.path("golden/gtcrn_simple_stream.npz"))
    let (mix, enhanced) = (try golden.tensor(named: "mix").floats(), try golden.tensor(named: "enh").floats())
    var stream = try ONNXModel(contentsOf: SharedModels.path("gtcrn/gtcrn_simple.onnx")).makeStream()
    #expect(Set(stream.statePairs.keys) == ["conv_cache", "tra_cache", "inter_cache"])
    let size = 257 * 2
    for frame in 0..<50 {
      let part = Array(mix[frame * size..<(frame + 1) * size])
      let output = try stream.run(["mix": ONNXTensor(floats: part, shape: [1, 257, 1, 2])])
      #expect(Set(output.keys) == ["enh"])
      // The states' own differences add up over the frames.
      let expected = Array(enhanced[frame * size..<(frame + 1) * size])
      #expect(largestDifference(output["enh"]!.floats, expected) < 1e-4 * largest(enhanced))
    }
  }

  /// A copy goes on from where its original was, and neither changes the other; so do many tasks at once.
  @Test(.enabled(if: isThere, "shared/models is absent")) func streamsAreValues() async throws {
    let model = try ONNXModel(contentsOf: SharedModels.path("silero-vad/silero_vad.onnx"))
    let frame = ONNXTensor(floats: (0..<576).map { sin(Float($0) / 9) * 0.3 }, shape: [1, 576])
    let inputs = ["input": frame, "sr": ONNXTensor(integers: [16_000], shape: [])]
    var stream = try model.makeStream()
    let alone = try (0..<6).map { _ in try stream.run(inputs)["output"]!.floats[0] }
    #expect(Set(alone).count == alone.count, "the state changes nothing")
    let answers = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 {
        group.addTask {
          var stream = try model.makeStream()
          let first = try (0..<3).map { _ in try stream.run(inputs)["output"]!.floats[0] }
          var copy = stream
          _ = try stream.run(inputs)
          return try first + (0..<3).map { _ in try copy.run(inputs)["output"]!.floats[0] }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0 == alone })
  }

  @Test(.enabled(if: isThere, "shared/models is absent")) func aWordThatIsNoStateIsRefused() throws {
    let model = try ONNXModel(contentsOf: SharedModels.path("silero-vad/silero_vad.onnx"))
    #expect(throws: ONNXError.self) { try model.makeStream(states: ["state": "output"]) }
    #expect(throws: ONNXError.self) { try model.makeStream(states: ["states": "stateN"]) }
    var stream = try model.makeStream(states: ["state": "stateN"])
    #expect(throws: ONNXError.self) { try stream.run(["input": ONNXTensor(floats: [0], shape: [1])]) }
  }

  /// One output for two inputs, or two for one: by their names they are no pairs.
  @Test(arguments: [(["x", "h", "h0"], ["y", "hn", "z"]), (["x", "h"], ["hn", "h_out"])])
  func statesThatTheirNamesDoNotTellAreRefused(inputs: [String], outputs: [String]) throws {
    var builder = ONNXBuilder(name: "test")
    let values = inputs.map { builder.input($0, .float32, [.size(2)]) }
    for (value, output) in zip(values, outputs) {
      builder.output(builder.node("Neg", [value]), as: output, .float32, [.size(2)])
    }
    let folder = try TemporaryFolder()
    let path = folder.path + "/model.onnx"
    try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
    let model = try ONNXModel(contentsOf: path)
    let error = #expect(throws: ONNXError.self) { try model.makeStream() }
    #expect(error?.description.contains("h and hn") == true)
    // Said by the caller, they are: each state then goes on by itself.
    var stream = try model.makeStream(states: ["h": "hn"])
    stream.states["h"] = ONNXTensor(floats: [1, 2], shape: [2])
    let others = inputs.filter { $0 != "h" }.map { ($0, ONNXTensor(floats: [3, 4], shape: [2])) }
    _ = try stream.run(Dictionary(uniqueKeysWithValues: others))
    stream.states["H"] = stream.states["h"]
    #expect(throws: ONNXError.self) { try stream.run(Dictionary(uniqueKeysWithValues: others)) }
    #expect(stream.states["h"]?.floats == (outputs[0] == "hn" ? [-3, -4] : [-1, -2]))
  }
}
