/// What a ``Bidirectional`` returns.
public struct BidirectionalOutput: Sendable {
  private let sequences: Directions
  private let finals: Directions
  private let mergeMode: Bidirectional.MergeMode?
  /// The state after the last step that the forward direction saw.
  public let forwardState: RecurrentState
  /// The state after the last step that the backward direction saw, which is the first of the sequence.
  public let backwardState: RecurrentState

  init(_ joined: RecurrentOutput, mergeMode: Bidirectional.MergeMode?) {
    sequences = .joined(joined.output)
    finals = .joined(joined.last)
    self.mergeMode = mergeMode
    (forwardState, backwardState) = joined.state.separated
  }

  init(forward: RecurrentOutput, backward: RecurrentOutput, mergeMode: Bidirectional.MergeMode?) {
    sequences = .apart(forward.output, backward.output)
    finals = .apart(forward.last, backward.last)
    self.mergeMode = mergeMode
    (forwardState, backwardState) = (forward.state, backward.state)
  }

  /// The states of the forward layers, then those of the backward ones.
  package var state: RecurrentState { RecurrentState(layers: forwardState.layers + backwardState.layers) }

  /// `[batch, time, hiddenSize]`, the forward direction's.
  public var forward: Tensor { sequences.forward }

  /// `[batch, time, hiddenSize]`, the backward direction's, in the order of the input.
  public var backward: Tensor { sequences.backward }

  /// Both merged, `[batch, time, outputSize]`. Stops the program where there is no merge mode.
  public var output: Tensor { sequences.merged(mergeMode) }

  /// Where each direction arrived, merged, `[batch, outputSize]`: what the sequence amounts to.
  public var last: Tensor { finals.merged(mergeMode) }
}

/// The results of two directions, side by side in one tensor or each in its own.
private enum Directions {
  case joined(Tensor)
  case apart(Tensor, Tensor)

  var forward: Tensor {
    switch self {
    case .joined(let both): both.slice(0..<(both.width / 2), axis: both.rank - 1)
    case .apart(let forward, _): forward
    }
  }

  var backward: Tensor {
    switch self {
    case .joined(let both): both.slice((both.width / 2)..<both.width, axis: both.rank - 1)
    case .apart(_, let backward): backward
    }
  }

  func merged(_ mode: Bidirectional.MergeMode?) -> Tensor {
    switch (mode, self) {
    case (.concatenate, .joined(let both)): both
    case (.concatenate, .apart(let a, let b)): Tensor(concatenating: [a, b], axis: a.rank - 1)
    case (.sum, _): forward + backward
    case (.multiply, _): forward * backward
    case (.average, _): (forward + backward) * 0.5
    case (nil, _): fatalError("Bidirectional: output: expected a mergeMode, got none: use forward and backward")
    }
  }
}

extension RecurrentState {
  /// The states of a forward and a backward layer as that of one layer of both directions.
  init(joining forward: RecurrentState, _ backward: RecurrentState) {
    layers = zip(forward.layers, backward.layers).map { a, b in
      let cells = [a.cell, b.cell].compactMap(\.self)
      return Layer(
        hidden: Tensor(concatenating: [a.hidden, b.hidden], axis: 0),
        cell: cells.isEmpty ? nil : Tensor(concatenating: cells, axis: 0))
    }
  }

  /// The other way round.
  var separated: (forward: RecurrentState, backward: RecurrentState) {
    func direction(_ index: Int) -> RecurrentState {
      RecurrentState(
        layers: layers.map { layer in
          Layer(
            hidden: layer.hidden.slice(index..<(index + 1), axis: 0),
            cell: layer.cell?.slice(index..<(index + 1), axis: 0))
        })
    }
    return (direction(0), direction(1))
  }
}
