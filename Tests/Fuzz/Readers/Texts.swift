import RecurrentFoundation

@testable import RecurrentTasks
@testable import RecurrentText

// What people write: tables, treebanks, pairs, texts.
extension Reader {
  static let texts = [
    // The same bytes as CSV and as TSV, as records, as a series and as labelled texts.
    Reader("table") { region in
      for name in ["input.csv", "input.tsv"] {
        let path = try Scratch.file(region, named: name)
        let table = try TableReader(path: path)
        try attempt { while try table.next() != nil {} }
        for column in table.columns { try attempt { _ = try Series(contentsOf: path, columns: [column]) } }
        if let text = table.columns.first, let label = table.columns.last {
          var examples = try LabeledTexts(path: path, textColumn: text, labelColumn: label).makeReader()
          try attempt { while try examples.next() != nil {} }
        }
      }
      return 0
    },
    Reader("conllu") { region in
      let reader = try ConlluReader(path: Scratch.file(region))
      while let sentence = try reader.next() {
        _ = sentence.text(upos: sentence.words.map { _ in "X" })
      }
      return 0
    },
    Reader("pairs") { region in
      let path = try Scratch.file(region)
      for separator in ["\t", " ||| "] {
        let reader = try PairReader(path: path, separator: separator)
        try attempt { while try reader.next() != nil {} }
      }
      return 0
    },
    // In every unit, to ids and back.
    Reader("text") { region in
      let path = try Scratch.file(region)
      for unit in UnitKind.allCases {
        let codec = try TextCodec(fittedTo: path, unit: unit, maximumSize: 300, specials: [.unknown])
        _ = try codec.decode(codec.encode(contentsOf: path))
      }
      return 0
    },
    Reader("tokenizer") { region in
      _ = try Tokenizer(json: region.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }).toJSON()
      return 0
    },
  ]

  /// Lets one of several ways to read an input fail.
  private static func attempt(_ body: () throws -> Void) throws {
    do { try body() } catch { _ = "\(error)" }
  }
}
