/// The order in which shards are summed: a binary tree over their places whose left child is as large a power of two as
/// leaves something to the right one. A node is the range of shards below it.
enum ShardTree {
  /// Where a node of more than one shard is cut.
  static func middle(of node: Range<Int>) -> Int {
    var half = 1
    while 2 * half < node.count { half *= 2 }
    return node.lowerBound + half
  }

  /// The largest nodes within a part of `count` shards, in their order.
  static func nodes(within part: Range<Int>, of count: Int) -> [Range<Int>] {
    func nodes(_ node: Range<Int>) -> [Range<Int>] {
      if part.lowerBound <= node.lowerBound, node.upperBound <= part.upperBound { return [node] }
      guard part.overlaps(node) else { return [] }
      let middle = middle(of: node)
      return nodes(node.lowerBound..<middle) + nodes(middle..<node.upperBound)
    }
    return nodes(0..<count)
  }

  /// Whether two neighbouring nodes have one parent in the tree over `count` shards.
  static func areSiblings(_ left: Range<Int>, _ right: Range<Int>, of count: Int) -> Bool {
    var node = 0..<count
    while node.lowerBound < left.lowerBound || right.upperBound < node.upperBound {
      let middle = middle(of: node)
      if right.upperBound <= middle {
        node = node.lowerBound..<middle
      } else if middle <= left.lowerBound {
        node = middle..<node.upperBound
      } else {
        return false
      }
    }
    return middle(of: node) == left.upperBound
  }

  /// The sum of all shards, from the sums of nodes that cover them.
  ///
  /// - Parameters:
  ///   - leaves: by node; one that is missing has nothing to add, nor has anything below it.
  ///   - add: the sum of a left and a right child.
  static func sum<Sum>(
    _ leaves: [Range<Int>: Sum], of count: Int, _ add: (Sum, Sum) throws -> Sum
  ) rethrows -> Sum? {
    func sum(_ node: Range<Int>) throws -> Sum? {
      if let leaf = leaves[node] { return leaf }
      guard node.count > 1 else { return nil }
      let middle = middle(of: node)
      let (left, right) = (try sum(node.lowerBound..<middle), try sum(middle..<node.upperBound))
      guard let left, let right else { return left ?? right }
      return try add(left, right)
    }
    return try sum(0..<count)
  }
}
