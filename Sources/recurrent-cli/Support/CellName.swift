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
