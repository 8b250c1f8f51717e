import RecurrentFoundation
import RecurrentText

/// Which files of a folder are read: those that are tables by their names, and where none is, all.
package struct SeriesFolder {
  /// In the order of their names.
  package let tables: [String]
  /// What lies beside them, but for files whose names begin with a dot.
  let others: [String]

  /// - Throws: `FileError`.
  package init(contentsOf path: String) throws(FileError) {
    let names = try FileSystem.names(in: path).filter { !$0.hasPrefix(".") }
    let tables = names.filter { [".csv", ".tsv"].contains($0.suffix(4).lowercased()) }
    self.tables = tables.isEmpty ? names : tables
    others = tables.isEmpty ? [] : names.filter { !tables.contains($0) }
  }
}
