import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// What a file from elsewhere is: who made it, its layers, inputs, outputs and states where it says so, its tensors, and
/// what of it cannot be used here and why.
public struct FileSummary: Sendable {
  /// A layer of a model that can be built, or one that tensors by their names and shapes belong to.
  public struct Layer: Sendable, Equatable {
    /// The layer's name in the file.
    public let name: String
    /// What the file calls such a layer.
    public let kind: String
    /// Of what comes out, as Keras writes it, `(None, 4)`; empty: not known.
    public let outputShape: String
  }

  /// What the file is.
  public let format: TensorArchive.Format
  /// The program that made it, and its version; nil: not said.
  public private(set) var producer: String?
  /// In the file's order.
  public private(set) var layers: [Layer] = []
  /// Of a graph: `input: F32 [batch, 512]`; of layers: `input: (None, None, 1)`.
  public private(set) var inputs: [String] = []
  /// The names of what a model gives.
  public private(set) var outputs: [String] = []
  /// Inputs that carry a state, and the outputs that go back into them.
  public private(set) var states: [(input: String, output: String)] = []
  /// Why it is not run, or built, here; nil: it is, or there is nothing but tensors.
  public private(set) var obstacle: String?
  /// What it has of tensors, section by section.
  public let sections: [TensorSection]
  /// What could not be read, and why.
  public let unread: [UnreadTensor]

  /// Reads what is needed to tell of it. Throws what reading the file does.
  public init(contentsOf path: String, maximumBytes: Int = ReadingLimit.bytes) throws {
    let archive = try TensorArchive(contentsOf: path, maximumBytes: maximumBytes)
    (format, sections, unread) = (archive.format, archive.sections, archive.unread)
    do {
      switch format {
      case .onnx: try describeGraph(path, maximumBytes)
      case .keras: try describeKeras(path, maximumBytes)
      case .hdf5 where try KerasContainer(contentsOf: path, maximumBytes: maximumBytes).configuration == nil:
        producer = try KerasContainer(contentsOf: path, maximumBytes: maximumBytes).version.map { "Keras \($0)" }
        if producer != nil { obstacle = "it has weights alone: load them into a Sequential of the same layers" }
      case .hdf5: try describeKeras(path, maximumBytes)
      case .json: describe(try Sequential(rtNeural: path), input: "input", output: "output")
      case .torchScript:
        layers = TensorLayers.found(in: archive.largestSection)
        obstacle = "a program of TorchScript is not run: load its tensors into a module, or export the model to ONNX"
      default:
        layers = TensorLayers.found(in: archive.largestSection)
        if try FileSystem.kind(of: path) == .folder { try describeFolder(path) }
        if !layers.isEmpty {
          obstacle = "tensors do not say how layers follow on each other: declare a Module of these, and load them"
        }
      }
    } catch let error as ForeignModelError {
      obstacle = "\(error.problem)"
    } catch let error as ONNXError {
      obstacle = "\(error.problem)"
    }
  }

  /// What `config.json` says of a model of `transformers`.
  private mutating func describeFolder(_ path: String) throws {
    let configuration = path + "/config.json"
    guard try FileSystem.kind(of: configuration) == .file else { return }
    let value = try JSONTensors.parse(ByteRegion(contentsOf: configuration))
    let names = (value["architectures"]?.elements ?? []).compactMap(\.string) + [value["model_type"]?.string ?? ""]
    let version = value["transformers_version"]?.string.map { "transformers \($0)" } ?? ""
    producer = ([version] + names).filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private mutating func describeGraph(_ path: String, _ maximumBytes: Int) throws {
    let model = try ONNXModel(contentsOf: path, maximumBytes: maximumBytes)
    producer = [model.producer, "opset \(model.opset)"].filter { !$0.isEmpty }.joined(separator: ", ")
    (inputs, outputs) = (model.inputs.map(\.description), model.outputs.map(\.description))
    let pairs = (try? model.makeStream().statePairs) ?? [:]
    obstacle = model.plans.obstacles(inputs: model.inputs, outputs: model.outputs).text
    states = model.inputs.compactMap { port in pairs[port.name].map { (port.name, $0) } }
  }

  private mutating func describeKeras(_ path: String, _ maximumBytes: Int) throws {
    producer = try KerasContainer(contentsOf: path, maximumBytes: maximumBytes).version.map { "Keras \($0)" }
    let model = try Sequential(keras: path, maximumBytes: maximumBytes)
    let network = try KerasNetwork(KerasFile(contentsOf: path, maximumBytes: maximumBytes))
    describe(model, input: network.inputName, output: network.outputName)
  }

  private mutating func describe(_ model: Sequential, input: String, output: String) {
    layers = model.layerOutlines.map { Layer(name: $0.name, kind: $0.kind, outputShape: "\($0.outputShape)") }
    inputs = model.inputShape.map { ["\(input): \($0)"] } ?? []
    outputs = layers.last.map { ["\(output): \($0.outputShape)"] } ?? []
  }
}
