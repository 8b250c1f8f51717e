import Foundation
import Recurrent
import TestSupport
import Testing

@Suite struct RTNeuralTests {
  let folder = try! TemporaryFolder()

  // MARK: Files made elsewhere

  private static func table(_ name: String) throws -> [Float] {
    try String(contentsOfFile: SharedModels.path("rtneural/\(name)"), encoding: .utf8).split(
      whereSeparator: \.isNewline
    )
    .map { try #require(Float($0.trimmingCharacters(in: .whitespaces))) }
  }

  @Test(
    .enabled(if: SharedModels.exists("rtneural"), "shared/models/rtneural is absent"),
    arguments: ["gru", "lstm", "gru_torch", "lstm_torch"])
  func tables(name: String) throws {
    let model = try Sequential(rtNeural: SharedModels.path("rtneural/\(name).json"))
    let (x, y) = (try Self.table("\(name)_x.csv"), try Self.table("\(name)_y.csv"))
    let found = try model.predict(Tensor(shape: [1, x.count, 1], scalars: x)).scalars
    #expect(found.count == y.count)
    let largest = y.map(abs).max() ?? 0
    // What the issue asks: 1e-4 of the output's largest value.
    #expect(zip(found, y).allSatisfy { abs($0 - $1) <= 1e-4 * largest })
  }

  @Test(
    .enabled(if: SharedModels.exists("rtneural"), "shared/models/rtneural is absent"),
    arguments: ["full_model", "gru_1d", "lstm_1d"])
  func otherFiles(name: String) throws {
    let model = try Sequential(rtNeural: SharedModels.path("rtneural/\(name).json"))
    #expect(try model.predict(Tensor.ones([1, 20, 1])).scalars.allSatisfy(\.isFinite))
  }

  @Test(.enabled(if: SharedModels.exists("rtneural"), "shared/models/rtneural is absent"))
  func aLayerThatDoesNotFitIsRefused() throws {
    let error = #expect(throws: ForeignModelError.self) {
      try Sequential(rtNeural: SharedModels.path("rtneural/bad_lstm.json"))
    }
    #expect(error != nil)
  }

  // MARK: Small files

  @Test func inShapeIsAskedFor() throws {
    let path = try folder.write(#"{"layers":[{"type":"dense","shape":[null,1],"weights":[[[2]],[1]]}]}"#, to: "m.json")
    let error = #expect(throws: ForeignModelError.self) { try Sequential(rtNeural: path) }
    #expect(error?.description.contains("in_shape is missing") == true)
  }

  @Test func aDenseLayer() throws {
    let path = try folder.write(
      #"{"in_shape":[null,null,2],"layers":[{"type":"dense","activation":"relu","shape":[null,null,1],"weights":[[[2],[3]],[-1]]}]}"#,
      to: "m.json")
    let model = try Sequential(rtNeural: path)
    #expect(try model.predict(Tensor([[[1, 2], [-4, 1]]])).scalars == [7, 0])
  }

  @Test(arguments: ["batchnorm", "prelu"])
  func aLayerThatIsNotHereIsNamed(type: String) throws {
    let path = try folder.write(
      #"{"in_shape":[null,null,1],"layers":[{"type":"\#(type)","shape":[null,null,1],"weights":[]}]}"#, to: "m.json")
    let error = #expect(throws: ForeignModelError.self) { try Sequential(rtNeural: path) }
    #expect(error?.description.contains("layer 0 (\(type))") == true)
  }

  /// What programs do around the layers; `Golden/make_sound.py` made the files and says what comes out of them.
  @Test(arguments: ["guitarml", "guitarml_knob", "aida", "aida_knob", "aida_plain"])
  func whatIsDoneAroundTheLayers(name: String) throws {
    func path(_ file: String) -> String {
      Bundle.module.resourceURL!.appendingPathComponent("Golden/sound/\(file)").path
    }
    let model = try Sequential(rtNeural: path("\(name).json"))
    let answers = try NPZFile(contentsOf: path("\(name)_io.npz"))
    let (x, y) = (try answers.tensor(named: "x").tensor(), try answers.tensor(named: "y").tensor())
    // Sums of a few terms of size 1 in another order.
    let predicted = try model.predict(x)
    #expect(zip(predicted.scalars, y.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
    try model.exportONNX(to: folder.path("m.onnx"))
    let given = ONNXTensor(floats: x.scalars, shape: x.shape)
    let found = try ONNXModel(contentsOf: folder.path("m.onnx")).run(["input": given])["output"]!
    #expect(zip(found.floats, y.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// AIDA-X hears nothing of -90 dB.
  @Test func aGainOfNothing() throws {
    let layers = #""in_shape":[null,null,1],"layers":[{"type":"dense","shape":[null,1],"weights":[[[2]],[1]]}]"#
    let path = try folder.write(#"{"in_skip":1,"in_gain":-90,\#(layers)}"#, to: "m.json")
    #expect(try Sequential(rtNeural: path).predict(Tensor([[[3]]])).scalars == [1])
  }

  @Test(arguments: [
    (#"{"model_data":{"skip":2},"state_dict":{"lin.weight":[[2]]}}"#, "model_data.skip 2"),
    (#"{"in_skip":0.5,"in_shape":[null,1],"layers":[{"type":"dense","shape":[1],"weights":[[[2]]]}]}"#, "in_skip 0.5"),
  ])
  func anInputThatCannotBeAddedIsNamed(text: String, expected: String) throws {
    let path = try folder.write(text, to: "m.json")
    let error = #expect(throws: ForeignModelError.self) { try Sequential(rtNeural: path) }
    #expect(error?.description.contains(expected) == true, "\(error as Any)")
  }

  @Test(arguments: [
    (#"{"dilations":[1,2],"variables":[{"data":["1"]}]}"#, "neither RTNeural's \"layers\""),
    (#"{"class_name":"Sequential","config":{"layers":[]},"keras_version":"2.2.4"}"#, "without their weights"),
    (#"{"format":"layers-model","weightsManifest":[{"paths":["a.bin"],"weights":[]}]}"#, "TensorFlow.js"),
  ])
  func otherJSONIsRefused(text: String, expected: String) throws {
    let path = try folder.write(text, to: "m.json")
    let error = #expect(throws: ForeignModelError.self) { try Sequential(rtNeural: path) }
    #expect(error?.description.contains(expected) == true, "\(error as Any)")
  }

  @Test func noAdditionNoRefusal() throws {
    let path = try folder.write(#"{"model_data":{"skip":0},"state_dict":{"lin.weight":[[2]]}}"#, to: "m.json")
    #expect(try Sequential(rtNeural: path).predict(Tensor([[[3]]])).scalars == [6])
  }

  /// Numbers in NAM's order make the layer whose weights they are.
  @Test func neuralAmpModeler() throws {
    let layer = LSTM(inputSize: 1, hiddenSize: 2, bias: .single)
    let values = layer.parameters.map(\.value)
    var numbers = Tensor(concatenating: [values[0], values[1]], axis: 1).scalars + values[2].scalars
    numbers += [0.1, 0.2, 0.3, 0.4] + [0.5, -0.25] + [0.75]
    let path = try folder.write(
      #"{"version":"0.5.0","architecture":"LSTM","config":{"input_size":1,"hidden_size":2,"num_layers":1},"weights":\#(numbers)}"#,
      to: "m.nam")
    let x = Tensor.ones([2, 4, 1])
    func rows(_ numbers: [Float]) -> Tensor { Tensor(shape: [1, 1, 2], scalars: numbers).broadcast(to: [1, 2, 2]) }
    let first = RecurrentState(layers: [.init(hidden: rows([0.1, 0.2]), cell: rows([0.3, 0.4]))])
    let expected = layer(x, state: first).output.matmul(Tensor([[0.5], [-0.25]])) + 0.75
    func expectAlike(_ found: [Float]) {
      #expect(found.count == expected.count && zip(found, expected.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    let model = try Sequential(rtNeural: path)
    expectAlike(try model.predict(x).scalars)
    // Each stream starts so, a model's folder has it, and so have its exports.
    let (stream, group) = (try model.makeStream(), try model.makeStreamGroup())
    var state = stream.initialState()
    let one = try (0..<4).flatMap { _ in try stream.step(Tensor([1]), state: &state).scalars }
    expectAlike(one + one)
    let members = [group.open(), group.open()]
    let steps = try (0..<4).map { _ in try group.step(members, Tensor([[1], [1]])).scalars }
    expectAlike(steps.map { $0[0] } + steps.map { $0[1] })
    try model.save(to: folder.path("model"))
    expectAlike(try Sequential(contentsOf: folder.path("model")).predict(x).scalars)
    try model.exportONNX(to: folder.path("model.onnx"))
    let ones = ONNXTensor(floats: x.scalars, shape: x.shape)
    expectAlike(try ONNXModel(contentsOf: folder.path("model.onnx")).run(["input": ones])["output"]!.floats)
    #expect(try model.exportPyTorch(to: folder.path("model.safetensors")).contains("first_cell.repeat"))
    let other = try folder.write(#"{"architecture":"WaveNet","config":{},"weights":[1]}"#, to: "w.nam")
    let error = #expect(throws: ForeignModelError.self) { try Sequential(rtNeural: other) }
    #expect(error?.description.contains("only LSTM") == true)
  }

  /// Found by fuzzing: two biases that become one must be of one size.
  @Test func biasesOfTwoSizesAreRefused() throws {
    let text = """
      {"rec.weight_ih_l0": [[1], [2], [3], [4]], "rec.weight_hh_l0": [[1], [2], [3], [4]],
       "rec.bias_ih_l0": [1, 4], "rec.bias_hh_l0": [1, 2, 3, 4]}
      """
    let path = try folder.write(text, to: "sound.json")
    let error = #expect(throws: (any Error).self) { try Sequential(rtNeural: path) }
    #expect("\(error as Any)".contains("bias_ih_l0"))
  }
}
