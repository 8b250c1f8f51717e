extension Sequential {
  /// The layers as a table: name, output shape and number of weights, as Keras's `summary` has them.
  ///
  /// The model must know its input: from `inputShape`, or from data.
  public func summary() -> String {
    check(!layers.isEmpty, "Sequential.summary", "layers", expected: "a known input shape", got: "none")
    let header = ["Layer (type)", "Output Shape", "Param #"]
    let rows = layers.map {
      ["\($0.name) (\($0.layer.kind))", "\($0.layer.outputShape)", grouped($0.layer.parameterCount)]
    }
    let widths = (0..<3).map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let texts = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return "\(texts[0])   \(texts[1])   " + String(repeating: " ", count: widths[2] - cells[2].count) + cells[2]
    }
    let width = widths.reduce(6, +)
    let total = namedParameters.reduce(0) { $0 + $1.parameter.count }
    return """
      Model: "sequential"
      \(line(header))
      \(String(repeating: "=", count: width))
      \(rows.map(line).joined(separator: "\n"))
      \(String(repeating: "=", count: width))
      Total params: \(grouped(total))
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
