import ArgumentParser
import Recurrent

/// `--cell`.
enum CellName: String, ExpressibleByArgument, CaseIterable {
  case lstm, gru, rnn, none

  /// nil: no recurrent layer.
  var cell: Cell? {
    switch self {
    case .lstm: .lstm
    case .gru: .gruResetAfter
    case .rnn: .rnn
    case .none: nil
    }
  }
}
