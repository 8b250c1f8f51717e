/// A long text cut for truncated backpropagation through time.
///
/// The text becomes `batch` parallel tracks of equal length, which are read side by side, window by window of `steps`
/// tokens: row r of one window goes on where row r of the last one stopped, so that a stateful layer carries each
/// track's state. Targets are the inputs one token later. What is left at the end of the text, fewer than `batch`
/// tokens, is not read; the last window may be shorter.
public struct TokenStream: Sendable, Sequence {
  public let tokens: [Int32]
  public let batch: Int
  public let steps: Int

  /// - Throws: ``DataError/textTooShort(tokens:needed:)`` where not every track gets a token and a target.
  public init(_ tokens: [Int32], batch: Int, steps: Int) throws(DataError) {
    check(batch >= 1, "TokenStream", "batch", expected: "at least 1", got: batch)
    check(steps >= 1, "TokenStream", "steps", expected: "at least 1", got: steps)
    guard tokens.count > batch else { throw .textTooShort(tokens: tokens.count, needed: batch + 1) }
    self.tokens = tokens
    self.batch = batch
    self.steps = steps
  }

  /// The tokens of a track.
  public var trackLength: Int { (tokens.count - 1) / batch }

  /// The number of windows.
  public var windowCount: Int { (trackLength + steps - 1) / steps }

  /// Inputs and targets, `[batch, steps]`.
  public struct Window: Sendable {
    public let inputs: IndexTensor
    public let targets: IndexTensor
  }

  /// The window at `index`, 0 ..< ``windowCount``.
  public func window(_ index: Int) -> Window {
    check((0..<windowCount).contains(index), "TokenStream", "window", expected: "0..<\(windowCount)", got: index)
    let start = index * steps
    let length = Swift.min(steps, trackLength - start)
    func rows(shiftedBy shift: Int) -> IndexTensor {
      var scalars: [Int32] = []
      scalars.reserveCapacity(batch * length)
      for row in 0..<batch {
        let first = row * trackLength + start + shift
        scalars += tokens[first..<(first + length)]
      }
      return IndexTensor(shape: [batch, length], scalars: scalars)
    }
    return Window(inputs: rows(shiftedBy: 0), targets: rows(shiftedBy: 1))
  }

  public func makeIterator() -> some IteratorProtocol<Window> {
    (0..<windowCount).lazy.map(window).makeIterator()
  }
}
