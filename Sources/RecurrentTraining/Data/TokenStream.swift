import RecurrentLayers

/// A long text cut for truncated backpropagation through time.
///
/// The text becomes `batch` parallel tracks of equal length, which are read side by side, window by window of `steps`
/// tokens: row r of one window goes on where row r of the last one stopped, so that a stateful layer carries each
/// track's state. Targets are the inputs one token later. What is left at the end of the text, fewer than `batch`
/// tokens, is not read; the last window may be shorter.
public struct TokenStream: Sendable, RandomAccessCollection {
  private let tokens: any TokenStorage
  /// The rows that are read side by side.
  public let batch: Int
  /// The steps of a window.
  public let steps: Int

  /// - Throws: ``DataError/textTooShort(tokens:needed:)`` where not every track gets a token and a target.
  public init(_ tokens: any TokenStorage, batch: Int, steps: Int) throws(DataError) {
    check(batch >= 1, "TokenStream", "batch", expected: "at least 1", got: batch)
    check(steps >= 1, "TokenStream", "steps", expected: "at least 1", got: steps)
    guard tokens.count > batch else { throw .textTooShort(tokens: tokens.count, needed: batch + 1) }
    self.tokens = tokens
    self.batch = batch
    self.steps = steps
  }

  /// The tokens of a track.
  public var trackLength: Int { (tokens.count - 1) / batch }

  /// Inputs and targets, `[batch, steps]`.
  public struct Window: Sendable {
    /// `[batch, steps]`.
    public let inputs: IndexTensor
    /// The token after each: `[batch, steps]`.
    public let targets: IndexTensor

    /// Some of the tracks.
    public func rows(_ rows: Range<Int>) -> Window {
      Window(inputs: inputs.rows(rows), targets: targets.rows(rows))
    }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { (trackLength + steps - 1) / steps }

  public subscript(index: Int) -> Window {
    check(indices.contains(index), "TokenStream", "window", expected: "\(indices)", got: index)
    return Window(inputs: rows(window: index, shiftedBy: 0), targets: rows(window: index, shiftedBy: 1))
  }

  private func rows(window: Int, shiftedBy shift: Int) -> IndexTensor {
    let start = window * steps
    let length = Swift.min(steps, trackLength - start)
    var scalars: [Int32] = []
    scalars.reserveCapacity(batch * length)
    for row in 0..<batch {
      let first = row * trackLength + start + shift
      scalars += tokens.tokens(in: first..<(first + length))
    }
    return IndexTensor(shape: [batch, length], scalars: scalars)
  }
}
