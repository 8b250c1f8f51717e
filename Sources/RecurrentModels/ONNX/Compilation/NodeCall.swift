import RecurrentFormats
import RecurrentKernels

/// What is wrong with a node, said of it alone.
struct NodeError: Error {
  let reason: String
  /// Whether it is so for inputs of all shapes: the node's form is not known here.
  let isUnsupported: Bool

  init(_ reason: String) { (self.reason, isUnsupported) = (reason, false) }
  private init(unsupported reason: String) { (self.reason, isUnsupported) = (reason, true) }

  static func unsupported(_ reason: String) -> NodeError { NodeError(unsupported: reason) }
}

/// One node with the values of its inputs: what an operator compiles.
struct NodeCall {
  let node: GraphNode
  /// Of the operators of the node's domain in this file.
  let version: Int
  let inputs: [GraphValue?]
  let compiler: GraphCompiler

  // MARK: Inputs

  func has(_ index: Int) -> Bool { index < inputs.count && inputs[index] != nil }

  /// An input that is a tensor.
  func value(_ index: Int) throws -> GraphValue {
    let value = try any(index)
    guard value.sequence == nil else { throw NodeError("its input \(index) is a sequence, expected a tensor") }
    return value
  }

  /// The tensors of an input that is a sequence.
  func sequence(_ index: Int) throws -> [View] {
    guard let tensors = try any(index).sequence else {
      throw NodeError("its input \(index) is a tensor, expected a sequence")
    }
    return tensors
  }

  /// An input of any kind.
  func any(_ index: Int) throws -> GraphValue {
    guard index < inputs.count, let value = inputs[index] else { throw NodeError("its input \(index) is missing") }
    return value
  }

  /// An input as memory.
  ///
  /// - Parameter storage: what its elements must be; nil: any.
  func view(_ index: Int, _ storage: Storage? = nil) throws -> View {
    let value = try value(index)
    guard storage == nil || value.storage == storage else {
      throw NodeError.unsupported(
        "its input \(index) is \(value.type.rawValue), expected \(storage == .integer ? "whole numbers" : "numbers with a fraction")"
      )
    }
    return compiler.view(of: value)
  }

  /// An input as memory whose elements follow each other.
  func dense(_ index: Int, _ storage: Storage? = nil) throws -> View { compiler.dense(try view(index, storage)) }

  func shape(_ index: Int) throws -> [Int] { try value(index).shape }

  /// The elements of an input of whole numbers, which must be known.
  func integers(_ index: Int) throws -> [Int] {
    let view = try constant(index)
    guard view.storage == .integer else { throw NodeError.unsupported("its input \(index) must be whole numbers") }
    return view.integers
  }

  /// The elements of an input of numbers with a fraction, which must be known.
  func floats(_ index: Int) throws -> [Float] {
    let view = try constant(index)
    return view.storage == .float ? view.floats : view.integers.map { Float($0) }
  }

  private func constant(_ index: Int) throws -> View {
    let value = try value(index)
    guard let view = value.constant else { throw UnknownValue(origins: value.origins) }
    return view
  }

  /// An input's expression, for an operator of `count` such operands and at most eight instructions.
  func expression(_ index: Int, of count: Int) throws -> Expression {
    let value = try value(index)
    guard value.storage == .float else {
      throw NodeError.unsupported("its input \(index) must be numbers with a fraction")
    }
    if let view = value.constant, view.count == 1, view.rank == 0 || hasOther(than: value, ofRank: view.rank) {
      return view.asScalar
    }
    let most = max(1, count)
    if case .expression(let expression) = value.form,
      expression.leafCount <= ElementwiseProgram.mostInputs / most,
      expression.instructionCount <= (ElementwiseProgram.mostInstructions - 8) / most
    {
      return expression
    }
    return .leaf(compiler.view(of: value))
  }

  /// Whether another operand decides the shape, so that one number can do without its axes.
  private func hasOther(than value: GraphValue, ofRank rank: Int) -> Bool {
    inputs.contains { other in
      guard let other, other !== value, other.rank >= rank else { return false }
      return other.constant == nil || other.count != 1
    }
  }

  // MARK: Results

  /// Memory for a result.
  func allocate(_ shape: [Int], _ type: ElementType) -> View { compiler.allocate(shape, type) }

  /// Adds a step.
  func emit(reads: [View], writes: [View], bind: @escaping @Sendable (GraphMemory) -> Step.Action) {
    compiler.emit(reads: reads, writes: writes, bind: bind)
  }

  /// Adds a step that is one call of the kernels.
  func run(reads: [View], writes: [View], _ call: @escaping @Sendable (GraphMemory) -> KernelCall) {
    let (kernels, threads, precision) = (compiler.kernels, compiler.threads, compiler.precision)
    emit(reads: reads, writes: writes) { memory in
      let call = call(memory).rounded(to: precision)
      return { try kernels.run(call, threads: threads) }
    }
  }

  /// An axis counted from the end where it is negative.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    guard (-rank..<rank).contains(axis) else { throw NodeError("it has no axis \(axis) in \(rank)") }
    return axis < 0 ? axis + rank : axis
  }

  /// The shape that several are repeated to.
  func broadcastShape(_ shapes: [[Int]]) throws -> [Int] {
    var result: [Int] = []
    for shape in shapes {
      let rank = max(result.count, shape.count)
      let (a, b) = (padded(result, rank), padded(shape, rank))
      result = try zip(a, b).map { a, b in
        guard a == b || a == 1 || b == 1 else { throw NodeError("its inputs' shapes do not fit: \(shapes)") }
        return a == 1 ? b : a
      }
    }
    return result
  }

  private func padded(_ shape: [Int], _ rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - shape.count) + shape
  }
}

extension NodeCall {
  func float(_ name: String, default value: Float) -> Float {
    if case .float(let value) = node.attributes[name] { return value }
    return value
  }

  func integer(_ name: String, default value: Int) -> Int { integer(name) ?? value }

  func integer(_ name: String) -> Int? {
    if case .integer(let value) = node.attributes[name] { return value }
    return nil
  }

  func string(_ name: String, default value: String) -> String {
    if case .string(let value) = node.attributes[name] { return value }
    return value
  }

  func integers(_ name: String) -> [Int]? {
    if case .integers(let values) = node.attributes[name] { return values }
    return nil
  }

  func floats(_ name: String) -> [Float]? {
    if case .floats(let values) = node.attributes[name] { return values }
    return nil
  }

  func strings(_ name: String) -> [String]? {
    if case .strings(let values) = node.attributes[name] { return values }
    return nil
  }

  func graph(_ name: String) throws -> Graph {
    guard case .graph(let graph) = node.attributes[name] else { throw NodeError("it has no graph \"\(name)\"") }
    return graph
  }

  /// Whole numbers that are an attribute in old versions of an operator and an input in new ones.
  func integers(_ name: String, orInput index: Int) throws -> [Int]? {
    if let values = integers(name) { return values }
    return has(index) ? try integers(index) : nil
  }
}

extension KernelCall {
  fileprivate func rounded(to precision: Precision) -> KernelCall {
    guard case .gemm(let product) = self else { return self }
    return .gemm(product.rounded(to: precision))
  }
}

extension KernelCall.Gemm {
  /// With bf16 all products round their factors; which are int8, their operators say.
  func rounded(to precision: Precision) -> Self {
    guard precision == .bf16 else { return self }
    var product = self
    product.precision = .bf16
    return product
  }
}
