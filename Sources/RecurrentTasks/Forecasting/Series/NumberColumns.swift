import RecurrentText

/// Says which columns of a table hold numbers, where nobody named them. One that has texts and no number holds none, and
/// neither does one without a name, as a comma at the end of each line or a program's count of rows has it.
struct NumberColumns {
  /// Those of numbers. Where none seems to be one, all: the first text among them is then an error that names its line.
  let columns: [Int]
  /// What was left out that holds something.
  let notes: [String]

  /// - Parameters:
  ///   - candidates: those that are nothing else.
  ///   - first: rows that were read. More of them are, up to `mostHeld`, while a column has only texts.
  init(
    _ candidates: [Int], _ reader: TableReader, _ layout: SeriesLayout, _ first: inout [TableReader.Row], mostHeld: Int
  ) throws(TextFileError) {
    let named = candidates.filter { !reader.columns[$0].isEmpty }
    func texts(in rows: [TableReader.Row]) -> [Int] {
      named.filter { column in
        let fields = rows.lazy.map { $0[column] }.filter { !layout.isMissing($0) }
        return !fields.isEmpty && !fields.contains { Self.isNumber($0, layout) }
      }
    }
    var texts = texts(in: first)
    while !texts.isEmpty, first.count < mostHeld, let row = try reader.next() {
      first.append(row)
      texts.removeAll { !layout.isMissing(row[$0]) && Self.isNumber(row[$0], layout) }
    }
    let columns = named.filter { !texts.contains($0) }
    guard !columns.isEmpty else {
      (self.columns, notes) = (candidates, [])
      return
    }
    self.columns = columns
    var notes: [String] = []
    if !texts.isEmpty {
      let names = texts.map { reader.columns[$0] }.joined(separator: ", ")
      notes.append("\(names) \(texts.count == 1 ? "holds no number and is" : "hold no numbers and are") left out")
    }
    let nameless = Set(candidates).subtracting(named)
    if first.contains(where: { row in nameless.contains { !layout.isMissing(row[$0]) } }) {
      notes.append("a column without a name is left out")
    }
    self.notes = notes
  }

  /// Whether a field is a number, or one in another manner of writing, with a unit of money or per cent: that is a fault to
  /// mend, not a text.
  private static func isNumber(_ field: String, _ layout: SeriesLayout) -> Bool {
    let digits = String(field.filter { !"$€£¥₩% ".contains($0) })
    let formats = [
      layout.format?.numbers ?? NumberFormat(), NumberFormat(decimalSeparator: ",", groupSeparator: "."),
      NumberFormat(groupSeparator: ","),
    ]
    return formats.contains { $0.number(digits) != nil }
  }
}
