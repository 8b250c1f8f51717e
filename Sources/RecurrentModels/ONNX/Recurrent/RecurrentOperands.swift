import RecurrentFormats
import RecurrentKernels

/// What a recurrent node reads and writes, in the kernels' layout: N batch, T steps, D input, H hidden, S directions.
struct RecurrentOperands: Sendable {
  let batch: Int
  let steps: Int
  /// [N, T, D].
  let input: View
  /// [N].
  let lengths: View?
  /// [S, N, H].
  let initialHidden: View?
  let initialCell: View?
  /// [N, T, S·H].
  let output: View
  /// [S, N, H].
  let finalHidden: View
  let finalCell: View?

  init(_ node: RecurrentNode) throws {
    let call = node.call
    let x = try call.view(0, .float)
    guard x.rank == 3, x.shape[2] == node.inputSize else {
      throw NodeError("an input of \(x.shape), expected \(node.inputSize) features in its last of three axes")
    }
    let batchFirst = node.isBatchFirst ? x : x.permuted([1, 0, 2])
    (batch, steps) = (batchFirst.shape[0], batchFirst.shape[1])
    guard batch > 0, steps > 0 else { throw NodeError("an input of \(x.shape) has no rows or no steps") }
    input = call.compiler.dense(batchFirst)
    lengths = call.has(4) ? try call.dense(4, .integer) : nil
    let (states, directions) = ([node.direction.count, batch, node.hiddenSize], node.direction.count)
    func state(_ index: Int) throws -> View? {
      guard call.has(index) else { return nil }
      let view = try call.view(index, .float)
      guard view.rank == 3 else { throw NodeError("a state of \(view.shape), expected three axes") }
      let state = node.isBatchFirst ? view.permuted([1, 0, 2]) : view
      guard state.shape == states else { throw NodeError("a state of \(state.shape), expected \(states)") }
      return call.compiler.dense(state)
    }
    initialHidden = try state(5)
    initialCell = node.cell.hasCellState ? try state(6) : nil
    output = call.allocate([batch, steps, directions * node.hiddenSize], x.type)
    finalHidden = call.allocate(states, x.type)
    finalCell = node.cell.hasCellState ? call.allocate(states, x.type) : nil
    if let lengths, lengths.count != batch { throw NodeError("\(lengths.count) lengths for \(batch) rows") }
  }

  var reads: [View] { [input, lengths, initialHidden, initialCell].compactMap(\.self) }
  var writes: [View] { [output, finalHidden, finalCell].compactMap(\.self) }

  /// A row's length, which data brings.
  func length(_ given: Int64) throws -> Int32 {
    guard (0...Int64(steps)).contains(given) else {
      throw ONNXError.Problem.node(
        "sequence_lens", type: "recurrent", reason: "a row of \(given) steps, expected 0 to \(steps)")
    }
    return Int32(given)
  }

  /// Y, Y_h and Y_c as the node's layout has them.
  func outputs(of node: RecurrentNode) -> [GraphValue?] {
    // [N, T, S, H].
    let steps = output.splitting(axis: 2, into: [node.direction.count, node.hiddenSize])
    func state(_ view: View) -> GraphValue { GraphValue(node.isBatchFirst ? view.permuted([1, 0, 2]) : view) }
    let all = GraphValue(node.isBatchFirst ? steps : steps.permuted([1, 2, 0, 3]))
    return [all, state(finalHidden), finalCell.map(state)]
  }
}
