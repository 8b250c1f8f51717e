import RecurrentLayers

extension Sequential {
  /// One layer as the summary has it.
  public struct SummaryRow: Sendable, Equatable {
    /// The name that its weights have: `lstm_1`.
    public let name: String
    /// Its type: `LSTM`.
    public let kind: String
    /// What it gives.
    public let outputShape: LayerShape
    /// The number of its weights.
    public let parameterCount: Int
  }

  /// The layers in order; none before the model knows its input.
  public var summaryRows: [SummaryRow] {
    layers.map {
      SummaryRow(
        name: $0.name, kind: $0.kind, outputShape: $0.outline.outputShape, parameterCount: $0.outline.parameterCount)
    }
  }

  /// The layers as a table: name, output shape and number of weights, as Keras's `summary` has them.
  ///
  /// The model must know its input: from `inputShape`, or from data.
  public func summary() -> String {
    _ = requireInputShape("summary")
    let header = ["Layer (type)", "Output Shape", "Param #"]
    let rows = summaryRows.map { ["\($0.name) (\($0.kind))", "\($0.outputShape)", grouped($0.parameterCount)] }
    let widths = (0..<3).map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let texts = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return "\(texts[0])   \(texts[1])   " + String(repeating: " ", count: widths[2] - cells[2].count) + cells[2]
    }
    let width = widths.reduce(6, +)
    return """
      Model: "sequential"
      \(line(header))
      \(String(repeating: "=", count: width))
      \(rows.map(line).joined(separator: "\n"))
      \(String(repeating: "=", count: width))
      Total params: \(grouped(parameterCount))
      """
  }

  /// 256000 as 256,000.
  private func grouped(_ number: Int) -> String {
    var digits = String(number)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(Substring(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([Substring(digits)] + groups).joined(separator: ",")
  }
}
