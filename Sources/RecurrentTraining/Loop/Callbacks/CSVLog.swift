import RecurrentFoundation
import RecurrentLayers

/// The figures of each epoch as lines of CSV, with a header: Keras's `CSVLogger`.
public final class CSVLog: Callback {
  private let write: (String) throws -> Void
  private var columns: [String] = []

  /// - Parameter write: takes one line, its end included. What it throws ends the training.
  public init(write: @escaping (_ line: String) throws -> Void) { self.write = write }

  public func begin(_ run: TrainingRun) { columns = [] }

  /// The columns are the first epoch's figures in alphabetical order, after the epoch's number; numbers are as short as
  /// they can be without changing.
  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision {
    guard case .epoch(let report, _, _) = event else { return .goOn }
    if columns.isEmpty {
      columns = report.figures.keys.sorted()
      try write((["epoch"] + columns).map(quoted).joined(separator: ",") + "\n")
    }
    let values = columns.map { column in report.figures[column].map { "\($0)" } ?? "" }
    try write((["\(report.epoch)"] + values).joined(separator: ",") + "\n")
    return .goOn
  }

  /// As RFC 4180 has it.
  private func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\r\n".contains($0) }) else { return field }
    let inner = field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    return "\"\(inner)\""
  }
}
