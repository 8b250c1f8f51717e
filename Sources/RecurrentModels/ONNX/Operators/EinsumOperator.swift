/// Sums of products by the names of axes, of one or two operands.
enum EinsumOperator {
  @Sendable static func einsum(_ call: NodeCall) throws -> [GraphValue?] {
    let equation = call.string("equation", default: "").filter { $0 != " " }
    let sides = equation.split(separator: ">", omittingEmptySubsequences: false)
    guard sides.count == 2, sides[0].hasSuffix("-"), !equation.contains(".") else {
      throw NodeError("the equation \"\(equation)\" is not known: it must name each axis, and those of the result")
    }
    let terms = sides[0].dropLast().split(separator: ",").map(Array.init)
    let result = Array(sides[1])
    guard terms.count == call.inputs.count, (1...2).contains(terms.count),
      terms.allSatisfy({ Set($0).count == $0.count })
    else { throw NodeError("the equation \"\(equation)\" is not known: one or two operands, without diagonals") }
    var operands: [View] = []
    for (index, term) in terms.enumerated() {
      let view = try call.view(index, .float)
      guard view.rank == term.count else {
        throw NodeError("\"\(String(term))\" names \(term.count) axes of \(view.rank)")
      }
      operands.append(view)
    }
    guard terms.count == 2 else { return [try permutation(operands[0], terms[0], result)] }
    return [try product(call, operands, terms, result)]
  }

  private static func permutation(_ view: View, _ term: [Character], _ result: [Character]) throws -> GraphValue {
    guard Set(result) == Set(term), result.count == term.count else {
      throw NodeError("a sum of one operand is not known")
    }
    return GraphValue(view.permuted(result.map { term.firstIndex(of: $0)! }))
  }

  /// Axes of both operands and the result are a batch; those of one and the result are rows or columns; the others of
  /// both are summed over.
  private static func product(
    _ call: NodeCall, _ operands: [View], _ terms: [[Character]], _ result: [Character]
  ) throws -> GraphValue {
    let (left, right) = (Set(terms[0]), Set(terms[1]))
    let batch = result.filter { left.contains($0) && right.contains($0) }
    let rows = result.filter { left.contains($0) && !right.contains($0) }
    let columns = result.filter { right.contains($0) && !left.contains($0) }
    let summed = terms[0].filter { right.contains($0) && !result.contains($0) }
    guard batch.count + rows.count + columns.count == result.count,
      batch.count + rows.count + summed.count == left.count, batch.count + columns.count + summed.count == right.count
    else { throw NodeError("a sum over an axis of one operand alone is not known") }
    func sizes(_ names: [Character]) -> [Int] {
      names.map { name in
        let inLeft = terms[0].firstIndex(of: name).map { operands[0].shape[$0] }
        return inLeft ?? operands[1].shape[terms[1].firstIndex(of: name)!]
      }
    }
    func matrix(_ index: Int, _ first: [Character], _ second: [Character]) -> View {
      let order = (batch + first + second).map { terms[index].firstIndex(of: $0)! }
      let permuted = operands[index].permuted(order)
      let shape = sizes(batch) + [sizes(first).reduce(1, *), sizes(second).reduce(1, *)]
      return permuted.reshaped(shape) ?? call.compiler.dense(permuted).reshaped(shape)!
    }
    let made = try ProductOperators.product(call, matrix(0, rows, summed), matrix(1, summed, columns))
    let named = batch + rows + columns
    return GraphValue(made.reshaped(sizes(named))!.permuted(result.map { named.firstIndex(of: $0)! }))
  }
}
