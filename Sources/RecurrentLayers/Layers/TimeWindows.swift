/// How a window that moves along a sequence treats the sequence's ends: Keras's `padding`.
public enum SequencePadding: String, Sendable, Codable, CaseIterable {
  /// Windows lie within the sequence.
  case valid
  /// There are as many windows as steps, divided by the stride and rounded up; what lies before and after the sequence is
  /// shared out evenly, the odd step after it.
  case same
  /// No window sees a later step than its own.
  case causal
}

/// Windows of `size` steps, each a stride after the last, their steps a dilation apart.
package struct TimeWindows: Sendable {
  let size: Int
  let stride: Int
  let dilation: Int
  let padding: SequencePadding

  package init(size: Int, stride: Int, dilation: Int = 1, padding: SequencePadding) {
    (self.size, self.stride, self.dilation, self.padding) = (size, stride, dilation, padding)
  }

  /// How many windows there are in so many steps; none where no window fits.
  package func count(steps: Int) -> Int {
    let free = padding == .valid ? steps - extent : steps - 1
    return free < 0 ? 0 : free / stride + 1
  }

  /// From a window's first step to its last.
  private var extent: Int { (size - 1) * dilation + 1 }

  /// Which steps each window has, window by window; one before the sequence is below 0.
  func places(in steps: Int) -> [Int] {
    let count = count(steps: steps)
    let before =
      switch padding {
      case .valid: 0
      case .same: max(0, (count - 1) * stride + extent - steps) / 2
      case .causal: extent - 1
      }
    return (0..<count).flatMap { window in (0..<size).map { window * stride + $0 * dilation - before } }
  }
}
