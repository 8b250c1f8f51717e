import RecurrentFormats
import RecurrentKernels

/// Makes graphs of a file's messages.
struct GraphReader {
  /// Where files with more tensors are.
  let folder: String
  /// The model's own operators, by domain and type.
  private let functions: [String: ONNXFunctionMessage]
  /// Functions in functions; one that calls itself would never end.
  private static let deepestCalls = 16
  /// A few functions that call each other could be written out to any number.
  private static let mostNodes = 1 << 20
  private let nodes = Count()

  private final class Count { var count = 0 }

  init(folder: String, functions: [ONNXFunctionMessage]) {
    self.folder = folder
    self.functions = Dictionary(functions.map { ($0.domain + ":" + $0.name, $0) }, uniquingKeysWith: { $1 })
  }

  func graph(_ message: ONNXGraphMessage) throws -> Graph { try graph(message, depth: 0) }

  /// - Parameter depth: of functions in functions.
  private func graph(_ message: ONNXGraphMessage, depth: Int) throws -> Graph {
    let graph = Graph()
    for tensor in message.initializers { graph.constants[tensor.name] = try constant(tensor) }
    // Before version 4 of the format, files list their tensors among the inputs.
    graph.inputs = message.inputs.map(\.name).filter { graph.constants[$0] == nil }
    graph.outputs = message.outputs.map(\.name)
    graph.declaredOutputs = message.outputs.map { ONNXPort($0) }
    for node in message.nodes { try append(node, to: graph, depth: depth) }
    return graph
  }

  private func append(_ message: ONNXNodeMessage, to graph: Graph, depth: Int) throws {
    nodes.count += 1
    guard nodes.count <= Self.mostNodes else { throw ONNXFileProblem.tooManyNodes(limit: Self.mostNodes) }
    if let function = functions[message.domain + ":" + message.type] {
      guard depth < Self.deepestCalls else { throw ONNXFileProblem.nestedTooDeeply(limit: Self.deepestCalls) }
      for node in function.body(of: message) { try append(node, to: graph, depth: depth + 1) }
      return
    }
    let attributes = try Dictionary(
      message.attributes.compactMap { message in try attribute(message, depth: depth).map { (message.name, $0) } },
      uniquingKeysWith: { $1 })
    let type = message.type
    // A node without a name is known by its first output.
    let name = message.name.isEmpty ? message.outputs.first ?? type : message.name
    graph.nodes.append(
      GraphNode(
        name: name, type: type, domain: message.domain, inputs: message.inputs, outputs: message.outputs,
        attributes: attributes))
  }

  private func attribute(_ message: ONNXAttributeMessage, depth: Int) throws -> GraphNode.Attribute? {
    if let tensor = message.tensor { return .tensor(try constant(tensor)) }
    if let inner = message.graph { return .graph(try graph(inner, depth: depth)) }
    if let value = message.float { return .float(value) }
    if let value = message.integer { return .integer(Int(value)) }
    if let value = message.string { return .string(value) }
    if !message.floats.isEmpty { return .floats(message.floats) }
    if !message.strings.isEmpty { return .strings(message.strings) }
    // An empty list of any kind reads as one of whole numbers.
    return .integers(message.integers.map { Int($0) })
  }

  private func constant(_ message: ONNXTensorMessage) throws -> View {
    let (type, shape) = (try message.type(), try message.shape())
    try message.requireElements(folder: folder)
    let storage = Storage(type)
    let count = shape.reduce(1, *)
    let buffer = try GraphBuffer(storage: storage, count: count) { memory in
      switch storage {
      case .float:
        let floats = memory.assumingMemoryBound(to: Float.self)
        try message.readFloats(folder: folder, into: UnsafeMutableBufferPointer(start: floats, count: count))
      case .integer:
        let integers = memory.assumingMemoryBound(to: Int64.self)
        try message.readIntegers(folder: folder, into: UnsafeMutableBufferPointer(start: integers, count: count))
      }
    }
    return View(buffer, shape: shape, type: type)
  }
}
