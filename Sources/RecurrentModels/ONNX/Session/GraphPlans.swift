import RecurrentFormats
import RecurrentLayers
import Synchronization

/// The plans of one graph, by the shapes of its inputs, and memory for as many executions as there were at once.
final class GraphPlans: Sendable {
  /// So many shapes are remembered; a program that brings others all the time compiles each.
  private static let mostPlans = 32

  private let graph: Graph
  private let compute: Compute
  private let versions: [String: Int]
  private let maximumBytes: Int
  private let state = Mutex(State())

  /// What a plan is for: the shapes of all inputs, and the numbers of those that decide shapes or branches.
  private struct Key: Hashable {
    let shapes: [[Int]]
    let numbers: [Int: [Int64]]
  }

  private struct State: ~Copyable {
    var idle: [Key: [GraphExecution]] = [:]
    var plans: [Key: CompiledGraph] = [:]
    /// Inputs whose numbers decide shapes or branches.
    var deciding: Set<Int> = []
    /// Whether more than a few whole numbers do: then nothing can be planned.
    var isUnplannable = false
  }

  init(_ graph: Graph, _ compute: Compute, versions: [String: Int], maximumBytes: Int) {
    (self.graph, self.compute, self.versions, self.maximumBytes) = (graph, compute, versions, maximumBytes)
  }

  private func compiler() -> GraphCompiler {
    GraphCompiler(compute, versions: versions, maximumBytes: maximumBytes)
  }

  /// What of the graph is not run here, by the inputs that it declares.
  func obstacles(inputs ports: [ONNXPort], outputs: [ONNXPort]) -> GraphObstacles {
    // Sizes that are left open: of a row alone, and of some steps.
    GraphObstacles(
      [1, 512].flatMap { size in
        let compiler = compiler()
        var inputs: [String: GraphValue] = [:]
        for port in ports {
          guard let type = port.elementType, let shape = port.shape else { continue }
          let sizes = shape.enumerated().map { axis, dimension in
            if case .size(let size) = dimension { size } else { axis == 0 ? 1 : size }
          }
          // A broken file may declare any.
          guard sizes.allSatisfy({ $0 >= 0 }), compiler.canHold(View.count(sizes), Storage(type)) else { continue }
          inputs[port.name] = GraphValue(compiler.allocate(sizes, type))
        }
        return compiler.obstacles(in: graph, inputs: inputs)
      }, ports: ports + outputs)
  }

  /// The nodes that are layers, each with the constants that it sees.
  var layerNodes: [(node: GraphNode, constants: [String: View])] { Self.layerNodes(of: graph, [:]) }

  private static func layerNodes(
    of graph: Graph, _ outer: [String: View]
  ) -> [(node: GraphNode, constants: [String: View])] {
    let constants = outer.merging(graph.constants) { $1 }
    return graph.nodes.flatMap { node in
      let inner = node.subgraphs.flatMap { layerNodes(of: $0, constants) }
      return ["LSTM", "GRU", "RNN"].contains(node.type) && node.domain.isEmpty ? inner + [(node, constants)] : inner
    }
  }

  /// - Throws: ``NodeError``.
  func layer(_ found: (node: GraphNode, constants: [String: View])) throws -> ONNXLayer {
    let inputs = found.node.inputs.map { name in found.constants[name].map { GraphValue($0) } }
    guard inputs.count > 2, inputs[1] != nil, inputs[2] != nil else {
      throw NodeError("its weights are not in the file")
    }
    let call = NodeCall(node: found.node, version: versions[""] ?? 1, inputs: inputs, compiler: compiler())
    return try ONNXLayer(RecurrentNode(call, RecurrentOperators.cell(of: call)))
  }

  /// Runs the graph on inputs in its order.
  func run(_ inputs: [ONNXTensor]) throws -> [ONNXTensor] {
    guard let execution = try execution(for: inputs) else { return try interpret(inputs) }
    defer { giveBack(execution, inputs) }
    for (index, tensor) in inputs.enumerated() { tensor.copyElements(to: execution.input(index)) }
    try execution.run()
    return execution.graph.outputs.indices.map { ONNXTensor(execution, output: $0) }
  }

  /// An idle execution, or a new one; nil where the graph cannot be planned.
  func execution(for inputs: [ONNXTensor]) throws -> GraphExecution? {
    try state.withLock { state -> GraphExecution? in
      while !state.isUnplannable {
        let key = key(of: inputs, &state)
        if let idle = state.idle[key]?.popLast() { return idle }
        if let plan = state.plans[key] { return GraphExecution(plan) }
        do {
          let plan = try compile(inputs, deciding: state.deciding)
          if state.plans.count >= Self.mostPlans { (state.plans, state.idle) = ([:], [:]) }
          state.plans[key] = plan
          return GraphExecution(plan)
        } catch let unknown as UnknownValue {
          learn(unknown, inputs, &state)
        }
      }
      return nil
    }
  }

  func giveBack(_ execution: GraphExecution, _ inputs: [ONNXTensor]) {
    state.withLock { state in
      let key = key(of: inputs, &state)
      if state.plans[key] === execution.graph { state.idle[key, default: []].append(execution) }
    }
  }

  private func key(of inputs: [ONNXTensor], _ state: inout State) -> Key {
    var numbers: [Int: [Int64]] = [:]
    for index in state.deciding { numbers[index] = inputs[index].integers }
    return Key(shapes: inputs.map(\.shape), numbers: numbers)
  }

  /// A few whole numbers become a part of the plan: a sample rate that chooses a branch.
  private func learn(_ unknown: UnknownValue, _ inputs: [ONNXTensor], _ state: inout State) {
    let indices = unknown.origins.compactMap { graph.inputs.firstIndex(of: $0) }
    let canDecide = indices.allSatisfy { Storage(inputs[$0].elementType) == .integer && inputs[$0].count <= 16 }
    if !indices.isEmpty, canDecide, !state.deciding.isSuperset(of: indices) {
      state.deciding.formUnion(indices)
    } else {
      state.isUnplannable = true
    }
  }

  private func compile(_ inputs: [ONNXTensor], deciding: Set<Int>) throws -> CompiledGraph {
    let compiler = compiler()
    let views = inputs.enumerated().map { index, tensor in
      deciding.contains(index) ? tensor.constant : compiler.allocate(tensor.shape, tensor.elementType)
    }
    let values = views.enumerated().map { index, view in
      let value = GraphValue(view)
      value.origins = [graph.inputs[index]]
      return value
    }
    let outputs = try compiler.compileToViews(graph, inputs: values)
    // An execution writes a deciding input too; it has memory of its own that nothing reads.
    let places = views.map { $0.isConstant ? compiler.allocate($0.shape, $0.type) : $0 }
    let plan = CompiledGraph(steps: compiler.steps, inputs: places, outputs: outputs)
    guard plan.arenaByteCount <= maximumBytes else {
      throw ONNXError.Problem.malformed(
        reason: "a call needs \(plan.arenaByteCount) bytes, more than there is memory for")
    }
    return plan
  }

  /// Runs the graph node by node, every number being known.
  private func interpret(_ inputs: [ONNXTensor]) throws -> [ONNXTensor] {
    let values = inputs.map { GraphValue($0.constant) }
    // Under the lock, since nodes keep packed weights.
    return try state.withLock { _ in
      let compiler = compiler()
      return try compiler.compileToViews(graph, inputs: values).map { ONNXTensor($0) }
    }
  }
}

extension ONNXTensor {
  /// The elements as known numbers of a graph.
  var constant: View {
    Storage(elementType) == .float
      ? .constant(floats, shape: shape, type: elementType)
      : .constant(integers.map { Int($0) }, shape: shape, type: elementType)
  }

  /// A copy of known numbers.
  init(_ view: View) {
    switch view.storage {
    case .float: self.init(floats: view.floats, shape: view.shape, elementType: view.type)
    case .integer: self.init(integers: view.integers.map { Int64($0) }, shape: view.shape, elementType: view.type)
    }
  }

  init(_ execution: GraphExecution, output index: Int) {
    let view = execution.graph.outputs[index]
    switch view.storage {
    case .float:
      let floats = [Float](unsafeUninitializedCapacity: view.count) { elements, count in
        if view.count > 0 { execution.copyOutput(index, to: elements.baseAddress!) }
        count = view.count
      }
      self.init(floats: floats, shape: view.shape, elementType: view.type)
    case .integer:
      let integers = [Int64](unsafeUninitializedCapacity: view.count) { elements, count in
        if view.count > 0 { execution.copyOutput(index, to: elements.baseAddress!) }
        count = view.count
      }
      self.init(integers: integers, shape: view.shape, elementType: view.type)
    }
  }

  func copyElements(to memory: UnsafeMutableRawPointer) {
    switch Storage(elementType) {
    case .float:
      floats.withUnsafeBytes { if $0.count > 0 { memory.copyMemory(from: $0.baseAddress!, byteCount: $0.count) } }
    case .integer:
      integers.withUnsafeBytes { if $0.count > 0 { memory.copyMemory(from: $0.baseAddress!, byteCount: $0.count) } }
    }
  }
}
