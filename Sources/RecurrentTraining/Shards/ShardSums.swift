import RecurrentKernels
import RecurrentLayers

/// The sum of a node's shards, put aside.
final class ShardSum {
  fileprivate(set) var node: Range<Int>
  let buffer: GradientBuffer
  /// Of the tables, by their numbers in the store; one that is missing has nothing to add.
  fileprivate(set) var tables: [Int: TableGradient]

  fileprivate init(node: Range<Int>, buffer: GradientBuffer, tables: [Int: TableGradient]) {
    (self.node, self.buffer, self.tables) = (node, buffer, tables)
  }
}

/// The sums of one rank's shards while a step goes on: those put aside, and the last shard's gradient, which lies in the
/// store and is added to while the pass through the layers goes on.
final class ShardSums {
  let layout: GradientLayout
  private let store: ParameterStore
  private let count: Int
  /// Left to right; neighbours are never siblings.
  private var aside: [ShardSum] = []
  private var spare: [GradientBuffer] = []
  /// Those that the last shard's sum goes into, the nearest first.
  private(set) var chain: [ShardSum] = []
  /// The node that the last shard's sum is of; nil: no shard of this rank has a row.
  private(set) var lastNode: Range<Int>?

  init(_ store: ParameterStore, count: Int) {
    (self.store, self.count) = (store, count)
    layout = GradientLayout(store)
  }

  /// Whole nodes besides the last one.
  var others: [ShardSum] { aside }

  /// Puts the gradient aside that a shard has left in the store, summed with those that it completes a node with.
  func putAside(_ shard: Int) {
    begin(last: shard, before: shard + 1)
    var tables: [Int: TableGradient] = [:]
    for part in layout.parts {
      switch part.place {
      case .elements(let elements): _ = finish(elements: elements)
      case .table: tables[part.parameters.lowerBound] = finish(table: part.parameters.lowerBound)
      }
    }
    aside.append(takeSum(of: shard, tables))
    (chain, lastNode) = ([], nil)
  }

  /// What lies in the chain's last buffer or, where there is no chain, in the store.
  private func takeSum(of shard: Int, _ tables: [Int: TableGradient]) -> ShardSum {
    guard let sum = chain.last else {
      let buffer = spare.popLast() ?? store.makeGradientBuffer()
      store.exchangeGradients(with: buffer)
      return ShardSum(node: shard..<(shard + 1), buffer: buffer, tables: tables)
    }
    for (number, isUsed) in usedParameters(in: chain).enumerated() where isUsed { sum.buffer.markUsed(number) }
    sum.node = sum.node.lowerBound..<(shard + 1)
    sum.tables = tables
    spare += chain.dropLast().map(\.buffer)
    return sum
  }

  /// Says which shard comes last, before it is computed.
  ///
  /// - Parameters:
  ///   - shard: nil: this rank has none with rows.
  ///   - end: behind this rank's shards; those after the last one have no rows.
  func begin(last shard: Int?, before end: Int) {
    chain = []
    lastNode = nil
    guard let shard else { return }
    var node = shard..<(shard + 1)
    while true {
      if let left = aside.last, ShardTree.areSiblings(left.node, node, of: count) {
        chain.append(left)
        aside.removeLast()
        node = left.node.lowerBound..<node.upperBound
      } else if let right = sibling(of: node), right.upperBound <= end {
        node = node.lowerBound..<right.upperBound
      } else {
        break
      }
    }
    lastNode = node
  }

  /// The node to the right that has the same parent.
  private func sibling(of node: Range<Int>) -> Range<Int>? {
    (node.upperBound..<count).lazy.map { node.upperBound..<($0 + 1) }.first {
      ShardTree.areSiblings(node, $0, of: self.count)
    }
  }

  /// The sum of the last node, once a part of the last shard's gradient is known.
  ///
  /// - Returns: Where its elements are, from the store's first on.
  func finish(elements: Range<Int>) -> UnsafeMutablePointer<Float> {
    guard let target = chain.last?.buffer.floats else { return UnsafeMutablePointer(mutating: store.gradients) }
    let terms = [store.gradients] + chain.map { UnsafePointer($0.buffer.floats) }
    addElements(terms.map { $0 + elements.lowerBound }, to: target + elements.lowerBound, count: elements.count)
    return target
  }

  /// The same of a table; nil: nothing was added to it.
  func finish(table number: Int) -> TableGradient? {
    chain.reduce(store.parameters[number].parameter.tableGradient) { right, left in
      Self.sum(left.tables[number], right)
    }
  }

  /// Where the sum of all shards is to be, from the store's first element on.
  var destination: UnsafeMutablePointer<Float> {
    chain.last?.buffer.floats ?? UnsafeMutablePointer(mutating: store.gradients)
  }

  /// Which parameters this rank's shards have added to.
  func usedParameters() -> [Bool] { usedParameters(in: chain + aside) }

  /// Which parameters the last shard or any of these sums has added to.
  private func usedParameters(in sums: [ShardSum]) -> [Bool] {
    store.parameters.enumerated().map { number, named in
      named.parameter.gradientIsUsed || sums.contains { $0.buffer.isUsed(number) }
    }
  }

  /// Makes the sum of all shards the store's gradient.
  ///
  /// - Parameters:
  ///   - used: which parameters anything was added to, on any rank.
  ///   - tables: the sums of the tables; one that is missing is zeros.
  func end(used: [Bool], tables: [Int: TableGradient]) {
    if let target = chain.last { store.exchangeGradients(with: target.buffer) }
    for (number, named) in store.parameters.enumerated() {
      if named.parameter.isTable {
        named.parameter.tableGradient = tables[number]
      } else if used[number] {
        named.parameter.markGradientUsed()
      }
    }
    giveBack()
  }

  /// Forgets what was put aside.
  func giveBack() {
    spare += (chain + aside).map(\.buffer)
    (chain, aside, lastNode) = ([], [], nil)
  }

  static func sum(_ left: TableGradient?, _ right: TableGradient?) -> TableGradient? {
    guard let left, let right else { return left ?? right }
    return left + right
  }
}

/// target += source.
func addElements(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
  Compute.current.run("shards", .operate(.init(.add, count: count, .array(target), .array(source), y: target)))
}

/// The sum of arrays, the first two first, in one pass over memory. The target may be the last of them.
private func addElements(_ terms: [UnsafePointer<Float>], to target: UnsafeMutablePointer<Float>, count: Int) {
  let sum = ElementwiseProgram(inputs: terms.count) { x in [x.dropFirst().reduce(x[0]) { $1 + $0 }] }
  Compute.current.run("shards", .elementwise(.init(sum, shape: [count], inputs: terms, scalars: [], outputs: [target])))
}
