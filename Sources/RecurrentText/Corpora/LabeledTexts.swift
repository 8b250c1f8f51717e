import RecurrentFoundation

/// Texts with their labels: the rows of a table, or the lines of a folder's files, a file for each label.
///
/// ```swift
/// let reviews = LabeledTexts(path: "ratings.txt", textColumn: "document", labelColumn: "label")
/// let names = LabeledTexts(path: "names")  // names/Arabic.txt, names/Chinese.txt, ...
/// var reader = try reviews.makeReader()
/// while let example = try reader.next() { print(example.label ?? "", example.text) }
/// ```
public struct LabeledTexts: Sendable, Hashable {
  /// The table, or the folder.
  public let path: String
  /// The column of the texts.
  public let textColumn: String
  /// nil: the texts are read without labels.
  public let labelColumn: String?
  /// Whether `path` is a folder. There the columns do not matter: a file's name without its ending is the label of its
  /// lines, and files whose names begin with a dot are left out.
  public let isFolder: Bool

  /// The table's; nil: by the ending of its name.
  public let format: TableFormat?

  /// Nothing is read yet.
  public init(
    path: String, textColumn: String = "text", labelColumn: String? = "label", format: TableFormat? = nil
  ) {
    self.path = path
    self.format = format
    self.textColumn = textColumn
    self.labelColumn = labelColumn
    isFolder = (try? FileSystem.kind(of: path)) == .folder
  }

  /// A text, with where it stands.
  public struct Example: Sendable, Hashable {
    /// White space around it is no part of it. May be empty in a table; a folder's empty lines are passed over.
    public let text: String
    /// Never empty; nil where no labels are read.
    public let label: String?
    /// The file that it is in.
    public let path: String
    /// Counted from 1.
    public let line: Int
  }

  /// Opens the table, or the folder's first file.
  ///
  /// - Throws: ``TextFileError``: there is no such file, the folder has none, or a column is not in the header.
  public func makeReader() throws(TextFileError) -> Reader { try Reader(self) }

  /// Reads the examples one by one.
  public struct Reader {
    private let source: LabeledTexts
    private var table: (reader: TableReader, text: Int, label: Int?)?
    private var file: (lines: LineReader, label: String)?
    /// The folder's files still to come.
    private var names: [String] = []

    fileprivate init(_ source: LabeledTexts) throws(TextFileError) {
      self.source = source
      if source.isFolder {
        do { names = try FileSystem.names(in: source.path) } catch { throw TextFileError(error) }
        names.removeAll { $0.hasPrefix(".") }
        guard !names.isEmpty else { throw .unreadable(path: source.path, reason: "no files are in the folder") }
        try openNextFile()
      } else {
        let reader = try TableReader(path: source.path, format: source.format)
        let text = try reader.column(source.textColumn)
        var label: Int?
        if let name = source.labelColumn { label = try reader.column(name) }
        table = (reader, text, label)
      }
    }

    /// Whether reading on does not wait.
    package var isReady: Bool { table?.reader.isReady ?? file?.lines.isReady ?? true }

    /// The next example, or nil after the last.
    ///
    /// - Throws: ``TextFileError``: a row is malformed or has no label, a folder's entry is no file, or reading fails.
    public mutating func next() throws(TextFileError) -> Example? {
      if let table { return try Self.nextRow(table.reader, text: table.text, label: table.label) }
      while let (lines, label) = file {
        while let line = try lines.next() {
          let text = trimmed(line.text.unicodeScalars)
          guard !text.isEmpty else { continue }
          return Example(
            text: text, label: source.labelColumn == nil ? nil : label, path: lines.path, line: line.number)
        }
        try openNextFile()
      }
      return nil
    }

    private mutating func openNextFile() throws(TextFileError) {
      guard !names.isEmpty else {
        file = nil
        return
      }
      let name = names.removeFirst()
      let ending = name.lastIndex(of: ".") ?? name.endIndex
      file = (try LineReader(path: source.path + "/" + name), String(name[..<ending]))
    }

    private static func nextRow(
      _ reader: TableReader, text: Int, label: Int?
    ) throws(TextFileError) -> Example? {
      guard let row = try reader.next() else { return nil }
      let name = label.map { trimmed(row[$0][...].unicodeScalars) }
      if let label, name?.isEmpty == true {
        throw .malformed(
          path: reader.path, line: row.line, reason: "the column \(reader.columns[label].quoted) is empty")
      }
      return Example(text: trimmed(row[text][...].unicodeScalars), label: name, path: reader.path, line: row.line)
    }
  }
}
