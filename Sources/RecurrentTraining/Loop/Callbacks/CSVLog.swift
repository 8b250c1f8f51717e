import RecurrentFoundation
import RecurrentLayers

/// The figures of each epoch as lines of CSV, with a header: Keras's `CSVLogger`.
public final class CSVLog: Callback {
  public var isOnEveryRank: Bool { false }
  private let write: (_ line: String, _ offset: Int) throws -> Void
  private var columns: [String] = []
  /// The bytes of all lines.
  private var length = 0

  /// - Parameter write: takes one line, its end included. What it throws ends the training.
  public convenience init(write: @escaping (_ line: String) throws -> Void) {
    self.init { line, _ in try write(line) }
  }

  /// - Parameter write: takes one line, its end included, and where in the log it begins: a run that goes on writes lines
  ///   again that came after its checkpoint.
  public init(writeAt write: @escaping (_ line: String, _ offset: Int) throws -> Void) { self.write = write }

  public func begin(_ run: TrainingRun) { columns = [] }

  public struct Memory: Codable {
    fileprivate let columns: [String]
    fileprivate let length: Int
  }

  public var memory: Memory { Memory(columns: columns, length: length) }
  public func restore(_ memory: Memory) throws {
    guard (0...(1 << 48)).contains(memory.length) else {
      throw CheckpointMismatch("length of the log", saved: memory.length, now: length)
    }
    (columns, length) = (memory.columns, memory.length)
  }

  /// The columns are the first epoch's figures in alphabetical order, after the epoch's number; numbers are as short as
  /// they can be without changing.
  public func observe(_ event: TrainingEvent, in run: TrainingRun) throws -> TrainingDecision {
    guard case .epoch(let report, _, _) = event else { return .goOn }
    if columns.isEmpty {
      columns = report.figures.keys.sorted()
      try add(["epoch"] + columns)
    }
    let values = columns.map { column in report.figures[column].map { "\($0)" } ?? "" }
    try add(["\(report.epoch)"] + values)
    return .goOn
  }

  private func add(_ fields: [String]) throws {
    let line = fields.map(quoted).joined(separator: ",") + "\n"
    try write(line, length)
    length += line.utf8.count
  }

  /// As RFC 4180 has it.
  private func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\r\n".contains($0) }) else { return field }
    let inner = field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    return "\"\(inner)\""
  }
}
