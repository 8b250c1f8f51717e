import Recurrent

/// Names between commas, as a row of CSV has them: in double quotes where they hold a comma.
enum NameList {
  /// A list whose quotes are wrong, which ``check(_:_:)`` refuses, is one name.
  static func names(_ list: String?) -> [String] { list.map { TableFormat.csv.fields(of: $0) ?? [$0] } ?? [] }

  /// - Throws: `ValidationError`: quotes are not closed, a name is empty, or two are alike.
  static func check(_ list: String?, _ option: String) throws {
    guard let list else { return }
    let names = TableFormat.csv.fields(of: list) ?? []
    try OptionRange.check(
      !names.isEmpty && !names.contains("") && Set(names).count == names.count, option, list,
      "names between commas that differ, in double quotes where they hold a comma")
  }
}
