import RecurrentFormats
import RecurrentKernels
import RecurrentLayers

/// Turns a graph into the steps of a plan, for inputs of fixed shapes.
///
/// A graph is run on views in place of numbers. What follows from shapes and known numbers alone is computed at once, so
/// that of shape arithmetic, branches and loops only what moves and computes numbers of the inputs is left.
final class GraphCompiler {
  let kernels: any KernelBackend
  /// What a step may use; 0: the machine's cores.
  let threads: Int
  /// What matrix products round their factors to.
  let precision: Precision
  /// The version of each domain's operators.
  let versions: [String: Int]
  /// What a value may take in memory, and all folded constants together.
  let maximumBytes: Int
  private(set) var steps: [Step] = []
  private var scopes: [Scope] = []
  /// What went wrong where known numbers were computed, until its node is done.
  private var failure: (any Error)?
  /// Bytes of the constants that were folded.
  private var foldedByteCount = 0

  /// The names of one graph.
  private struct Scope {
    var values: [String: GraphValue] = [:]
    /// How often each name is read.
    let uses: [String: Int]
  }

  init(_ compute: Compute, versions: [String: Int], maximumBytes: Int) {
    (kernels, threads, precision) = (compute.backend, compute.threads, compute.precision ?? .float32)
    (self.versions, self.maximumBytes) = (versions, maximumBytes)
  }

  // MARK: Graphs

  /// Compiles a graph whose inputs have these values; names of the graphs around it are seen too.
  ///
  /// - Returns: the values of its outputs.
  func compile(_ graph: Graph, inputs: [GraphValue]) throws -> [GraphValue] {
    try withScope(of: graph) {
      for (name, value) in zip(graph.inputs, inputs) { define(name, value) }
      for node in graph.nodes { try compile(node) }
      return try graph.outputs.map { name in
        guard let value = lookUp(name) else {
          throw ONNXError.Problem.malformed(reason: "no node makes \(name.quoted)")
        }
        return value
      }
    }
  }

  /// Compiles a whole model's graph, to the last expression.
  func compileToViews(_ graph: Graph, inputs: [GraphValue]) throws -> [View] {
    let values = try compile(graph, inputs: inputs)
    for (name, value) in zip(graph.outputs, values) where value.sequence != nil {
      throw ONNXError.Problem.malformed(
        reason: "its output \(name.quoted) is a sequence of tensors, which is not given out:"
          + " export it as one tensor (torch.stack, torch.cat) or each of them as an output")
    }
    let outputs = values.map { view(of: $0) }
    if let error = failure as? NodeError {
      throw ONNXError.Problem.malformed(reason: "its outputs \(graph.outputs.quoted): \(error.reason)")
    }
    return outputs
  }

  /// Computes what follows from the constants of a graph and of those around it, in it and in its subgraphs.
  func foldConstants(of graph: Graph) throws {
    try withScope(of: graph) {
      graph.nodes = try graph.nodes.filter { node in
        for subgraph in node.subgraphs { try foldConstants(of: subgraph) }
        let isKnown = node.subgraphs.isEmpty && node.inputs.allSatisfy { $0.isEmpty || lookUp($0)?.constant != nil }
        // What cannot be computed is an error only if it is ever needed.
        guard isKnown, (try? compile(node)) != nil else { return true }
        // Sequences are made at each call.
        guard node.outputs.allSatisfy({ lookUp($0)?.sequence == nil }) else { return true }
        for name in node.outputs {
          graph.constants[name] = lookUp(name)?.constant
          foldedByteCount += graph.constants[name]?.buffer.byteCount ?? 0
        }
        guard foldedByteCount <= maximumBytes else {
          throw ONNXError.Problem.malformed(
            reason: "its constants are more than \(maximumBytes) bytes: give a larger limit")
        }
        return false
      }
    }
  }

  func withScope<Result>(of graph: Graph, _ body: () throws -> Result) rethrows -> Result {
    scopes.append(Scope(values: graph.constants.mapValues { GraphValue($0) }, uses: graph.uses))
    defer { scopes.removeLast() }
    return try body()
  }

  func lookUp(_ name: String) -> GraphValue? {
    for scope in scopes.reversed() {
      if let value = scope.values[name] { return value }
    }
    return nil
  }

  func define(_ name: String, _ value: GraphValue) {
    // Computed once, if more than one will read it.
    if scopes.last!.uses[name, default: 0] > 1, value.sequence == nil { _ = view(of: value) }
    scopes[scopes.count - 1].values[name] = value
  }

  // MARK: Nodes

  func compile(_ node: GraphNode) throws {
    let inputs = try node.inputs.map { name -> GraphValue? in
      guard !name.isEmpty else { return nil }
      guard let value = lookUp(name) else {
        throw ONNXError.Problem.node(
          node.name, type: node.type, reason: "nothing before it makes its input \(name.quoted)")
      }
      return value
    }
    let version = versions[node.domain] ?? 1
    guard let row = OperatorTable.row(type: node.type, domain: node.domain) else {
      throw ONNXError.Problem.unsupportedOperator(
        type: node.type, domain: node.domain, version: version, node: node.name)
    }
    let first = steps.count
    let outputs: [GraphValue?]
    do {
      defer { failure = nil }
      outputs = try row(NodeCall(node: node, version: version, inputs: inputs, compiler: self))
      if let failure { throw failure }
      // One number that is repeated takes no memory until it is read.
      for case .some(let output) in outputs where !canHold(output.count, output.storage) {
        throw NodeError("a value of the shape \(output.shape) is more than there is memory for")
      }
    } catch let error as NodeError {
      throw error.isUnsupported
        ? ONNXError.Problem.unsupportedForm(
          type: node.type, version: version, node: node.name, reason: error.reason)
        : ONNXError.Problem.node(node.name, type: node.type, reason: error.reason)
    }
    let origins = inputs.reduce(into: Set<String>()) { known, value in
      if let value, value.constant == nil { known.formUnion(value.origins) }
    }
    try runIfKnown(from: first, making: outputs)
    for (name, value) in zip(node.outputs, outputs) where !name.isEmpty {
      guard let value else { continue }
      if value.constant == nil { value.origins.formUnion(origins) }
      define(name, value)
    }
  }

  /// Runs a node's steps now where all that they read is known, so that its outputs are.
  private func runIfKnown(from first: Int, making outputs: [GraphValue?]) throws {
    for case .some(let output) in outputs {
      if case .expression(let expression) = output.form, expression.leaves.allSatisfy(\.isConstant) {
        _ = view(of: output)
      }
    }
    let made = Set(steps[first...].flatMap(\.writes).map(ObjectIdentifier.init))
    let reads = steps[first...].flatMap(\.reads)
    guard reads.allSatisfy({ $0.isConstant || made.contains(ObjectIdentifier($0)) }) else { return }
    let known = steps[first...]
    steps.removeLast(known.count)
    for step in known { try run(step) }
    for case .some(let output) in outputs {
      // What has no elements has no step.
      guard case .view(let view) = output.form, view.buffer.count == 0 else { continue }
      view.buffer.contents = AlignedBuffer(byteCount: 0)
    }
  }

  /// Runs a step on known numbers, so that what it writes is known.
  private func run(_ step: Step) throws {
    for buffer in step.writes where !buffer.isConstant {
      buffer.contents = AlignedBuffer(byteCount: buffer.byteCount)
    }
    try step.bind(.constants)()
  }

  // MARK: Steps

  /// Adds a step that fills what it writes, or runs it now, where all that it reads is known.
  func emit(reads: [View], writes: [View], bind: @escaping @Sendable (GraphMemory) -> Step.Action) {
    let step = Step(reads: reads.map(\.buffer), writes: writes.map(\.buffer), bind: bind)
    guard reads.allSatisfy(\.isConstant) else { return steps.append(step) }
    guard failure == nil else { return }
    do { try run(step) } catch { failure = failure ?? error }
  }

  /// Says of the node that is compiled why it cannot be, where nothing can be thrown.
  func fail(_ reason: String) { failure = failure ?? NodeError(reason) }

  /// Whether a value may have so many elements.
  func canHold(_ count: Int, _ storage: Storage) -> Bool {
    count <= min(View.mostElements, maximumBytes / storage.size)
  }

  /// Memory for a result, row-major.
  func allocate(_ shape: [Int], _ type: ElementType) -> View {
    let count = View.count(shape)
    guard canHold(count, Storage(type)) else {
      fail("a value of the shape \(shape) is more than there is memory for")
      return View(GraphBuffer(storage: Storage(type), count: 0), shape: shape, type: type)
    }
    return View(GraphBuffer(storage: Storage(type), count: count), shape: shape, type: type)
  }

  /// A tensor as memory, which is filled where the value is an expression still.
  func view(of value: GraphValue) -> View {
    switch value.form {
    case .view(let view): return view
    case .expression(let expression):
      let view = compute(expression, as: value.type)
      value.form = .view(view)
      return view
    case .sequence:
      fail("a sequence stands where a tensor must")
      return allocate([0], value.type)
    }
  }

  /// A view whose elements follow each other: itself, or a copy.
  func dense(_ view: View) -> View {
    guard !view.isDense else { return view }
    let result = allocate(view.shape, view.type)
    guard view.isConstant, failure == nil else {
      copy(view, to: result)
      return result
    }
    // Of what is known a copy is known.
    result.buffer.contents = AlignedBuffer(byteCount: result.buffer.byteCount)
    bindCopy(view, result)(.constants)()
    return result
  }

  /// Copies elements, into a part of a buffer perhaps; both views have one shape and one form.
  func copy(_ source: View, to destination: View) {
    guard source.count > 0 else { return }
    steps.append(
      Step(reads: [source.buffer], writes: [destination.buffer], bind: bindCopy(source, destination)))
  }

  private func bindCopy(_ source: View, _ destination: View) -> @Sendable (GraphMemory) -> (() -> Void) {
    let copy = StridedCopy(shape: source.shape, source: source.strides, destination: destination.strides)
    return { memory in
      switch source.storage {
      case .float:
        let (from, to) = (memory.floats(source), memory.floats(destination))
        return { copy.run(from, to) }
      case .integer:
        let (from, to) = (memory.integers(source), memory.integers(destination))
        return { copy.run(from, to) }
      }
    }
  }
}

extension Compute {
  /// The same for the graph of a model: where nobody says else, int8 is for weights that are.
  package func ofGraph(isQuantized: Bool) -> Compute {
    Compute(backend: backend, threads: threads, precision: precision ?? (isQuantized ? .int8 : .float32))
  }
}

extension Graph {
  /// How often each name is read, by nodes, subgraphs and the graph's own outputs. What a subgraph reads counts as read
  /// often: it may be the body of a loop.
  var uses: [String: Int] {
    var uses: [String: Int] = [:]
    for name in outputs { uses[name, default: 0] += 1 }
    for node in nodes {
      for name in node.inputs { uses[name, default: 0] += 1 }
      for subgraph in node.subgraphs {
        for name in subgraph.uses.keys { uses[name, default: 0] += 2 }
      }
    }
    return uses
  }
}
