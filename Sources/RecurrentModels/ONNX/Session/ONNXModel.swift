import RecurrentFormats
import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers
import Synchronization

/// An ONNX file, run as it is: voice activity detectors, denoisers, taggers and forecasters that were trained elsewhere.
///
/// ```swift
/// let model = try ONNXModel(contentsOf: "silero_vad.onnx")
/// let outputs = try model.run(["input": samples, "state": state, "sr": rate])
/// ```
///
/// Operators of versions 7 to 23 that recurrent models are made of are known; one that is not is an ``ONNXError`` which
/// names its node. Half-precision models are computed in single precision. A model can be used by any number of tasks
/// at once, and ``makeStream(states:)`` carries the states of a sequence from call to call.
///
/// The first call with inputs of some shapes makes a plan for them, which later calls use. Models whose shapes follow
/// from their inputs' numbers are run node by node, more slowly.
public final class ONNXModel: Sendable {
  /// The file.
  public let path: String
  /// What it takes.
  public let inputs: [ONNXPort]
  /// What it gives.
  public let outputs: [ONNXPort]
  /// Free text in the file.
  public let metadata: [String: String]
  /// The program that wrote the file, and its version.
  public let producer: String
  /// The version of the standard's operators.
  public let opset: Int
  let plans: GraphPlans

  /// Reads a model, and computes what follows from its constants.
  ///
  /// - Parameters:
  ///   - exposesStates: whether states that are zeros in the file become inputs and outputs, `NODE.h` and `NODE.h_out`:
  ///     a model that was exported for whole recordings can then be streamed.
  ///   - kernels: what computes.
  ///   - threads: how many a call may use; 0: the machine's cores. The layers of models that run in real time are small:
  ///     one thread is as a rule the fastest.
  ///   - precision: what matrix products of a call round their factors to: with ``Precision/bf16`` all of them, with
  ///     ``Precision/int8`` those of LSTM, GRU and RNN nodes, and of products and convolutions with
  ///     weights.
  ///   - maximumBytes: what its constants, a value, and the memory of a call may each take.
  /// - Throws: ``ONNXError``, or ``FileError``.
  public convenience init(
    contentsOf path: String, exposesStates: Bool = false, kernels: any KernelBackend = Kernels.default,
    threads: Int = 1, precision: Precision = .float32, maximumBytes: Int = ReadingLimit.bytes
  ) throws {
    let (message, graph) = try ByteRegion(contentsOf: path).withUnsafeBytes { try Self.read($0, path: path) }
    try self.init(
      path: path, message, graph, exposesStates: exposesStates,
      Compute(backend: kernels, threads: threads, precision: precision), maximumBytes: maximumBytes)
  }

  /// A model that was never a file.
  ///
  /// - Parameter path: what errors call it.
  package convenience init(_ builder: ONNXBuilder, path: String, _ compute: Compute = Compute(threads: 1)) throws {
    let (message, graph) = try builder.bytes.withUnsafeBytes { try Self.read($0, path: path) }
    try self.init(
      path: path, message, graph, exposesStates: false, compute, maximumBytes: ReadingLimit.bytes)
  }

  private init(
    path: String, _ message: ONNXModelMessage, _ graph: Graph, exposesStates: Bool, _ compute: Compute,
    maximumBytes: Int
  ) throws {
    self.path = path
    let versions = message.opsets.mapValues { Int(clamping: $0) }
    try naming(path) {
      // What is known once and for all is known exactly.
      let exact = Compute(backend: compute.backend, threads: compute.threads)
      try GraphCompiler(exact, versions: versions, maximumBytes: maximumBytes).foldConstants(of: graph)
    }
    let known = Set(graph.inputs)
    let declared = message.graph.inputs.filter { known.contains($0.name) }.map { ONNXPort($0) }
    let states = exposesStates ? graph.exposeStates(ports: declared) : ([], [])
    inputs = declared + states.0
    outputs = message.graph.outputs.map { ONNXPort($0) } + states.1
    metadata = message.metadata
    producer = [message.producerName, message.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
    opset = versions[""] ?? 1
    plans = GraphPlans(graph, compute, versions: versions, maximumBytes: maximumBytes)
  }

  /// The graph has copies of all constants: the bytes are not looked at again.
  private static func read(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws -> (message: ONNXModelMessage, graph: Graph) {
    do {
      let message = try ONNXModelMessage(bytes)
      for ports in [message.graph.inputs, message.graph.outputs] { try requireNames(ports) }
      let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
      return (message, try GraphReader(folder: folder, functions: message.functions).graph(message.graph))
    } catch let error as ProtobufError {
      throw ONNXError(path: path, problem: .malformed(reason: "it is no ONNX model, or a broken one: \(error)"))
    } catch let error as ONNXFileProblem {
      throw ONNXError(path: path, problem: .malformed(reason: "\(error)"))
    }
  }

  /// Refuses two of one name: it would not say which is meant.
  private static func requireNames(_ ports: [ONNXValueMessage]) throws(ONNXFileProblem) {
    var names: Set<String> = []
    for port in ports where !names.insert(port.name).inserted { throw .sameName(port.name) }
  }

  /// Runs the model once.
  ///
  /// - Parameter inputs: by their names.
  /// - Returns: the outputs, by theirs.
  /// - Throws: ``ONNXError``.
  public func run(_ inputs: [String: ONNXTensor]) throws -> [String: ONNXTensor] {
    try naming(path) {
      let tensors = try ordered(inputs)
      let results = try plans.run(tensors)
      return Dictionary(zip(outputs.map(\.name), results), uniquingKeysWith: { first, _ in first })
    }
  }

  /// The inputs in the model's order, each checked against what it declares.
  func ordered(_ given: [String: ONNXTensor]) throws -> [ONNXTensor] {
    for name in given.keys where !inputs.contains(where: { $0.name == name }) {
      throw ONNXError.Problem.unknownInput(name, known: inputs.map(\.name))
    }
    return try inputs.map { port in
      if let kind = port.strangeKind {
        throw ONNXError.Problem.malformed(
          reason:
            "its input \(port.name.quoted) is \(kind), which is not taken: export it with tensors of numbers instead")
      }
      guard let tensor = given[port.name] else { throw ONNXError.Problem.missingInput(port.name) }
      guard port.accepts(tensor.shape), let taken = port.elementType.map(tensor.converted(to:)) ?? tensor else {
        throw ONNXError.Problem.wrongInput(
          port.name, expected: "\(port.elementType?.rawValue ?? "") \(port.shapeText)",
          found: "\(tensor.elementType.rawValue) \(tensor.shape)")
      }
      return taken
    }
  }

  /// An execution for inputs of these shapes, to be used by one task.
  func execution(for tensors: [ONNXTensor]) throws -> GraphExecution? { try plans.execution(for: tensors) }
}

/// Says of an error which file it is about.
func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let problem as ONNXError.Problem {
    throw ONNXError(path: path, problem: problem)
  } catch let error as KernelError {
    throw ONNXError(path: path, problem: .kernels(reason: "\(error)"))
  }
}
