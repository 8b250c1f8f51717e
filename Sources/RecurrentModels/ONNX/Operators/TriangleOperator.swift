import RecurrentFormats

/// `Trilu`: of each matrix the part on one side of a diagonal, zeros on the other. Masks of attention are made of it.
enum TriangleOperator {
  @Sendable static func triangle(_ call: NodeCall) throws -> [GraphValue?] {
    let value = try call.value(0)
    guard value.rank >= 2 else { throw NodeError("its input of shape \(value.shape) is no matrix") }
    // A shape of nothing may have any number of rows.
    guard value.count > 0 else { return [value] }
    let (rows, columns) = (value.shape[value.rank - 2], value.shape[value.rank - 1])
    let diagonal = call.has(1) ? try call.integers(1).first ?? 0 : 0
    let isUpper = call.integer("upper", default: 1) != 0
    var stays = [Int]()
    stays.reserveCapacity(rows * columns)
    for row in 0..<rows {
      // Their difference, as a diagonal may lie anywhere.
      for column in 0..<columns {
        stays.append((isUpper ? column - row >= diagonal : column - row <= diagonal) ? 1 : 0)
      }
    }
    guard value.storage == .float else {
      let mask = View.constant(stays, shape: [rows, columns])
      return [try call.mapIntegers([mask, try call.view(0)], value.type) { $0[0] * $0[1] }]
    }
    // Not a product: what is infinite must go too.
    let mask = View.constant(stays.map(Float.init), shape: [rows, columns])
    return [GraphValue(.select(.leaf(mask), try call.expression(0, of: 2), 0.0), type: value.type)]
  }
}
