import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a model on arrays.",
    discussion: """
      The model is an ONNX file, or a folder of this program. IN.npz holds an array for each of its inputs, under the \
      input's name or in_NAME; OUT.npz gets one for each of its outputs. 'recurrent inspect' lists both; a folder's are \
      those of its ONNX export. The states of a language model or a generator go in and come out where h0 is given. Of a \
      translator the decoder is run where encoder_hidden_states are given, else the encoder.

      Models of layers run too: Keras's files, whose names are those of their input and last layers, and RTNeural's \
      JSON, whose names are input and output.

      With --stream the first input is a whole recording: it is cut along an axis, the model is run on one piece after \
      another, its states are carried from each call to the next, and the outputs are joined. The other inputs go to \
      each call. Where a file has no inputs for its states and begins them with zeros, they are carried too. What is left over at the end is a shorter last piece where the model takes any size and there is no \
      --context; else it is left out, and a note says so. Of outputs that are as long as a piece, as sound is, the part \
      of the context is left out.

      EXAMPLES:
        recurrent run denoiser.onnx frame.npz --out clean.npz
        recurrent run model tokens.npz --out logits.npz
        recurrent run model tokens.npz --stream 1 --out logits.npz
        recurrent run silero_vad.onnx speech.npz --stream 1 --step 512 --context 64 --out speech-out.npz
      """
  )

  @Argument(help: "An ONNX file, a model's folder, or a model of layers.", completion: .file())
  var model: String

  @Argument(help: "The inputs: arrays as numpy.savez writes them.", completion: .file(extensions: ["npz"]))
  var inputs: String

  @Option(help: ArgumentHelp("Where to write the outputs.", valueName: "file.npz"))
  var out: String

  @OptionGroup var streaming: StreamingOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many threads a call may use; 0: all cores.", valueName: "n"))
  var threads = 1

  @Option(
    help: ArgumentHelp(
      """
      What matrix products round their factors to: \(Precision.allCases.map(\.rawValue).joined(separator: " or ")). \
      int8 is of products with weights. The default is float32, of models that 'recurrent quantize' made int8.
      """, valueName: "type"))
  var precision: Precision?

  private var compute: Compute { Compute(threads: threads, precision: precision) }

  func validate() throws {
    try OptionRange.check((0...1024).contains(threads), "--threads", threads, "0 to 1024")
  }

  func run() throws {
    try Kernels.resolveDefault()
    try Destination.require(out, "--out", as: .archive, reading: [model, inputs])
    let names = try ArrayFile.inputNames(path: inputs)
    switch try RunnableModel(
      contentsOf: model, taking: names, states: streaming.axis != nil, compute: compute)
    {
    case .graph(let graph, let firstStates): try run(graph, firstStates)
    case .layers(let layers): try run(layers)
    }
  }

  private func run(_ model: ONNXModel, _ firstStates: [String: ONNXTensor]) throws {
    let given = firstStates.merging(try ArrayFile.inputs(of: model, path: inputs)) { $1 }
    try ArrayFile.write(try outputs(of: model, given), in: model.outputs.map(\.name), to: out)
  }

  private func run(_ layers: NamedSequential) throws {
    let input = try ArrayFile.input(named: layers.inputName, path: inputs)
    try withCompute(compute) {
      try ArrayFile.write([try layers.run(input)], to: out)
    }
  }

  private func outputs(of model: ONNXModel, _ inputs: [String: ONNXTensor]) throws -> [String: ONNXTensor] {
    guard let axis = streaming.axis else { return try model.run(inputs) }
    var stream = try PieceStream(model, streaming, axis: axis)
    return try stream.run(inputs)
  }
}

/// How a recording is cut.
struct StreamingOptions: ParsableArguments {
  @Option(
    name: .customLong("stream"), parsing: .unconditional,
    help: ArgumentHelp("Run on one piece after another along this axis of the first input.", valueName: "axis"))
  var axis: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many new elements a piece has. The default is the size that the model declares, less the context, or 1.",
      valueName: "n"))
  var step: Int?

  /// Each piece is copied with its context: more was never meant.
  private static let mostContext = 1 << 20

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many of the last elements of the piece before stand in front of each.", valueName: "n"))
  var context = 0

  func validate() throws {
    guard axis != nil || step == nil && context == 0 else {
      throw ValidationError("--step and --context say how --stream cuts: give --stream AXIS too")
    }
    if let step { try OptionRange.check(step >= 1, "--step", step, "1 or more") }
    try OptionRange.check((0...Self.mostContext).contains(context), "--context", context, "0 to \(Self.mostContext)")
  }
}
