import ArgumentParser
import RecurrentTasks

/// `--cell`.
enum CellName: String, ExpressibleByArgument, CaseIterable {
  case lstm, gru, rnn

  var cell: Cell {
    switch self {
    case .lstm: .lstm
    case .gru: .gruResetAfter
    case .rnn: .rnn
    }
  }
}

/// `--cell` of a task with a baseline.
enum CellOrNone: String, ExpressibleByArgument, CaseIterable {
  case lstm, gru, rnn, none

  /// nil: no recurrent layer.
  var cell: Cell? {
    switch self {
    case .lstm: CellName.lstm.cell
    case .gru: CellName.gru.cell
    case .rnn: CellName.rnn.cell
    case .none: nil
    }
  }
}
