import RecurrentKernels
import Synchronization

/// The memory of one or many parameters.
package final class ParameterBlock: Sendable {
  package let count: Int
  package let values: AlignedBuffer
  let gradients: AlignedBuffer?
  private let stamp: Atomic<Int>
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

  var version: Int { stamp.load(ordering: .acquiring) }

  func markChanged() { stamp.store(Self.nextStamp(), ordering: .releasing) }

  /// While it stands still, no parameter of the process has changed.
  static var latestVersion: Int { lastStamp.load(ordering: .acquiring) }

  private static func nextStamp() -> Int { lastStamp.add(1, ordering: .relaxed).newValue }
}
