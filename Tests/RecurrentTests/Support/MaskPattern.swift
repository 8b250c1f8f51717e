import Recurrent

/// Which steps of a batch count, named after where the padding is.
enum MaskPattern: String, CaseIterable {
  case nowhere
  /// `lengths` say as much.
  case after
  /// Keras's default.
  case before
  case holes
  case aWholeRow

  /// Of 3 rows and 4 steps.
  var mask: SequenceMask {
    let rows: [[Int]] =
      switch self {
      case .nowhere: [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]
      case .after: [[1, 0, 0, 0], [1, 1, 1, 1], [1, 1, 0, 0]]
      case .before: [[0, 0, 0, 1], [1, 1, 1, 1], [0, 0, 1, 1]]
      case .holes: [[1, 0, 1, 0], [0, 1, 0, 1], [0, 1, 1, 0]]
      case .aWholeRow: [[0, 1, 0, 1], [0, 0, 0, 0], [0, 0, 0, 1]]
      }
    return SequenceMask(batch: 3, steps: 4, counts: rows.flatMap { $0.map { $0 == 1 } })
  }

  /// The steps of a row that count.
  func steps(ofRow row: Int) -> [Int] { (0..<4).filter { mask[row, $0] } }
}
