import Recurrent

/// ONNXModels.md, where there is speech; README, a model from elsewhere.
func speech() throws {
  let sound = try WAVFile(contentsOf: "speech.wav", sampleRate: 16_000)
  var detector = try ONNXModel(contentsOf: "silero_vad.onnx").makeStream()  // carries its states from call to call
  let rate = ONNXTensor(integers: [16_000], shape: [])
  var (context, begin, pause) = ([Float](repeating: 0, count: 64), Double?.none, Double?.none)
  for start in stride(from: 0, through: sound.samples.count - 512, by: 512) {
    let frame = ONNXTensor(floats: context + sound.samples[start..<start + 512], shape: [1, 576])
    let speech = try detector.run(["input": frame, "sr": rate])["output"]!.floats[0]
    (context, pause) = (Array(frame.floats.suffix(64)), speech >= 0.5 ? nil : pause)
    let time = Double(start) / 16_000
    if speech >= 0.5 { begin = begin ?? time }
    if speech < 0.35, begin != nil { pause = pause ?? time }
    guard let first = begin, let last = pause, time - last >= 0.1 else { continue }
    if last - first > 0.25 { print("\(first) to \(last)") }
    (begin, pause) = (nil, nil)
  }
  if let begin, sound.duration - begin > 0.25 { print("\(begin) to \(sound.duration)") }
}

/// The article on ONNX models.
func onnxModels(_ samples: [Float], _ frames: [ONNXTensor], play: ([Float]) -> Void) throws {
  let model = try ONNXModel(contentsOf: "denoiser.onnx")
  print(model.inputs, model.outputs)  // names, types and shapes
  let outputs = try model.run(["frame": ONNXTensor(floats: samples, shape: [1, samples.count])])
  let clean = outputs["clean"]!.floats
  _ = clean
}

func onnxCalls(_ model: ONNXModel, _ samples: [Float]) throws {
  let call = try model.makeCall(like: ["frame": ONNXTensor(floats: samples, shape: [1, samples.count])])
  call.withInput("frame") { memory in
    for index in samples.indices { memory[index] = samples[index] }
  }
  try call.run()
  let loudest = call.withOutput("clean") { $0.max() ?? 0 }
  _ = loudest
}

func onnxStreams(_ model: ONNXModel, _ frames: [ONNXTensor], play: ([Float]) -> Void) throws {
  var stream = try model.makeStream()
  for frame in frames {
    let clean = try stream.run(["frame": frame])["clean"]!
    play(clean.floats)
  }
}

func onnxStates(_ model: ONNXModel, _ stream: ONNXStream) throws {
  try NPZFile.write(stream.states.map { StoredTensor(name: $0.key, $0.value) }, to: "states.npz")
  var later = try model.makeStream()
  for state in try NPZFile(contentsOf: "states.npz").tensors { later.states[state.name] = try ONNXTensor(state) }
}

func onnxLayers(_ model: ONNXModel) throws {
  let layer = try model.weights(of: model.layerNodes[0]).makeLayer()
  _ = layer
}

func onnxExports(_ languageModel: LanguageModel, _ translator: Translator) throws {
  try languageModel.exportONNX(to: "model.onnx", states: true)
  try translator.exportONNX(to: "translator-onnx")  // a folder of two
}

/// The article on PyTorch models.
func torchExport(_ model: Sequential) throws {
  print(try model.exportPyTorch(to: "model.safetensors"))
}
