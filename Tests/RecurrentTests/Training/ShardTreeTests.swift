import Recurrent
import Testing

@testable import RecurrentTraining

@Suite struct ShardTreeTests {
  @Test func rowsAreDealtAsEvenlyAsCanBe() {
    let counts = (0..<8).map { Shard($0, of: 8, batchRows: 50).rows.count }
    #expect(counts == [7, 7, 6, 6, 6, 6, 6, 6])
    let few = (0..<4).map { Shard($0, of: 4, batchRows: 2).rows }
    #expect(few == [0..<1, 1..<2, 2..<2, 2..<2])
  }

  /// The sum of any nodes that cover the shards is bracketed alike.
  @Test func theTreeDoesNotDependOnWhoAdds() {
    for count in 1...13 {
      let leaves = Dictionary(uniqueKeysWithValues: (0..<count).map { ($0..<($0 + 1), "\($0)") })
      let expected = ShardTree.sum(leaves, of: count) { "(\($0)+\($1))" }
      for ranks in 1...count {
        var nodes: [Range<Int>: String] = [:]
        for rank in 0..<ranks {
          let own = (0..<count).dealt(to: rank, of: ranks)
          for node in ShardTree.nodes(within: own, of: count) {
            nodes[node] = sum(of: node)
          }
        }
        #expect(ShardTree.sum(nodes, of: count) { "(\($0)+\($1))" } == expected)
      }
    }
    #expect(ShardTree.sum([0..<1: "a", 1..<2: "b", 2..<3: "c"], of: 5) { "(\($0)+\($1))" } == "((a+b)+c)")
  }

  private func sum(of node: Range<Int>) -> String {
    guard node.count > 1 else { return "\(node.lowerBound)" }
    let middle = ShardTree.middle(of: node)
    return "(\(sum(of: node.lowerBound..<middle))+\(sum(of: middle..<node.upperBound)))"
  }

  @Test func siblingsHaveOneParent() {
    #expect(ShardTree.areSiblings(0..<4, 4..<6, of: 6) && ShardTree.areSiblings(4..<5, 5..<6, of: 6))
    #expect(!ShardTree.areSiblings(1..<2, 2..<3, of: 6) && !ShardTree.areSiblings(2..<4, 4..<6, of: 6))
  }
}
