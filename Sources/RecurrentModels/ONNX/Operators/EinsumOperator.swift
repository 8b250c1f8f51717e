/// Sums of products by the names of axes, as NumPy's `einsum` has them.
enum EinsumOperator {
  /// An operand with the names of its axes, each once.
  private struct Operand {
    var view: View
    var names: [Character]
  }

  @Sendable static func einsum(_ call: NodeCall) throws -> [GraphValue?] {
    let ranks = try call.inputs.indices.map { try call.shape($0).count }
    let equation = try EinsumEquation(call.string("equation", default: ""), ranks: ranks)
    var operands = try equation.terms.enumerated().map { index, term in
      try diagonal(try call.view(index, .float), term)
    }
    let sizes = try sizes(of: operands)
    operands = operands.map { repeated($0, sizes) }
    guard var left = operands.first else { throw NodeError("it has no operands") }
    left = summed(call, left, keeping: Set(equation.result).union(operands.dropFirst().flatMap(\.names)))
    for (index, right) in operands.enumerated().dropFirst() {
      let needed = Set(equation.result).union(operands[(index + 1)...].flatMap(\.names))
      left = try product(
        call, summed(call, left, keeping: needed.union(right.names)),
        summed(call, right, keeping: needed.union(left.names)), keeping: needed, sizes)
    }
    guard Set(left.names) == Set(equation.result) else {
      throw NodeError("the equation \"\(equation.text)\" asks for an axis that no operand has")
    }
    return [GraphValue(left.view.permuted(equation.result.map { left.names.firstIndex(of: $0)! }))]
  }

  /// An axis that is named twice is gone along at both places at once.
  private static func diagonal(_ view: View, _ term: [Character]) throws -> Operand {
    var result = Operand(view: view, names: term)
    while let axis = result.names.indices.first(where: { result.names[..<$0].contains(result.names[$0]) }) {
      let first = result.names.firstIndex(of: result.names[axis])!
      guard result.view.shape[first] == result.view.shape[axis] else {
        throw NodeError("the diagonal of \(view.shape), whose sizes differ")
      }
      result.view.strides[first] += result.view.strides[axis]
      result.view = result.view.removing(axis: axis)
      result.names.remove(at: axis)
    }
    return result
  }

  private static func sizes(of operands: [Operand]) throws -> [Character: Int] {
    var sizes: [Character: Int] = [:]
    for operand in operands {
      for (name, size) in zip(operand.names, operand.view.shape) {
        let known = sizes[name, default: 1]
        guard known == size || known == 1 || size == 1 else {
          throw NodeError("one of its axes has the sizes \(known) and \(size)")
        }
        sizes[name] = known == 1 ? size : known
      }
    }
    return sizes
  }

  /// One element of an axis counts for all.
  private static func repeated(_ operand: Operand, _ sizes: [Character: Int]) -> Operand {
    Operand(view: operand.view.broadcast(to: operand.names.map { sizes[$0]! }), names: operand.names)
  }

  /// The operand summed over all axes but those of these names.
  private static func summed(_ call: NodeCall, _ operand: Operand, keeping names: Set<Character>) -> Operand {
    let axes = operand.names.indices.filter { !names.contains(operand.names[$0]) }
    guard !axes.isEmpty else { return operand }
    return Operand(
      view: ReductionOperators.result(call, .sum, operand.view, axes, keepsAxes: false),
      names: operand.names.filter(names.contains))
  }

  /// Axes of both operands that are kept are a batch, those of one rows or columns; the others of both are summed over.
  private static func product(
    _ call: NodeCall, _ left: Operand, _ right: Operand, keeping needed: Set<Character>, _ sizes: [Character: Int]
  ) throws -> Operand {
    let shared = left.names.filter(right.names.contains)
    let (batch, summed) = (shared.filter(needed.contains), shared.filter { !needed.contains($0) })
    let rows = left.names.filter { !shared.contains($0) }
    let columns = right.names.filter { !shared.contains($0) }
    func shape(_ names: [Character]) -> [Int] { names.map { sizes[$0]! } }
    func matrix(_ operand: Operand, _ first: [Character], _ second: [Character]) -> View {
      let permuted = operand.view.permuted((batch + first + second).map { operand.names.firstIndex(of: $0)! })
      let matrices = shape(batch) + [View.count(shape(first)), View.count(shape(second))]
      return permuted.reshaped(matrices) ?? call.compiler.dense(permuted).reshaped(matrices)!
    }
    let made = try ProductOperators.product(call, matrix(left, rows, summed), matrix(right, summed, columns))
    let names = batch + rows + columns
    return Operand(view: made.reshaped(shape(names)) ?? call.compiler.dense(made).reshaped(shape(names))!, names: names)
  }
}
