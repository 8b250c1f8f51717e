import RecurrentKernels
import Synchronization

/// The memory of one or many parameters.
///
/// Unchecked, because ``values`` may change: as of a ``Parameter``, nobody reads it while somebody writes.
package final class ParameterBlock: @unchecked Sendable {
  package let count: Int
  /// Written through ``uniqueValues()`` alone: tensors may show parts of it.
  package private(set) var values: AlignedBuffer
  /// nil: none are kept.
  private(set) var gradients: AlignedBuffer?
  private let stamp: Atomic<Int>
  private let watches = WeightWatches()
  /// Stamps only grow, over all blocks of the process, so that a move to another block is a change too.
  private static let lastStamp = Atomic<Int>(0)

  init(count: Int, keepsGradients: Bool) {
    self.count = count
    values = AlignedBuffer(floatCount: count)
    clear(values.floats, count: count)
    gradients = keepsGradients ? AlignedBuffer(floatCount: count) : nil
    stamp = Atomic(Self.nextStamp())
    if let gradients { clear(gradients.floats, count: count) }
  }

  /// The values for writing: copied first where a tensor shows what they were.
  func uniqueValues() -> UnsafeMutablePointer<Float> {
    if !isKnownUniquelyReferenced(&values) {
      let copy = AlignedBuffer(floatCount: count)
      RecurrentLayers.copy(values.floats, to: copy.floats, count: count)
      values = copy
    }
    return values.floats
  }

  /// Takes other memory for the gradients, and gives its own.
  func exchangeGradients(with memory: inout AlignedBuffer) {
    guard let own = gradients else { preconditionFailure("a store keeps gradients") }
    (gradients, memory) = (memory, own)
  }

  var version: Int { stamp.load(ordering: .acquiring) }

  func markChanged() {
    stamp.store(Self.nextStamp(), ordering: .releasing)
    watches.raiseAll()
  }

  /// Raises `watch` whenever values change, or belong elsewhere.
  func notify(_ watch: WeightWatch) { watches.add(watch) }

  private static func nextStamp() -> Int { lastStamp.add(1, ordering: .relaxed).newValue }
}
