/// The dictionary of an `.npy` header: three members in any order, written as Python writes them.
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
struct NPYFields {
  struct Failure: Error {
    let reason: String
  }

  private(set) var descriptor = ""
  private(set) var isColumnMajor = false
  private(set) var shape: [Int] = []
  private var rest: Substring.UnicodeScalarView

  init(_ text: String) throws(Failure) {
    rest = Substring(text).unicodeScalars
    try expect("{")
    var names: Set<String> = []
    while !take("}") {
      let name = try string()
      guard names.insert(name).inserted else { throw Failure(reason: "\(name) occurs twice") }
      try expect(":")
      switch name {
      case "descr": descriptor = try elementType()
      case "fortran_order": isColumnMajor = try boolean()
      case "shape": shape = try tuple()
      default: throw Failure(reason: "it has a member \(name)")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    guard names.count == 3 else { throw Failure(reason: "a member is missing") }
  }

  private mutating func take(_ text: String) -> Bool {
    rest = rest.drop { $0 == " " || $0 == "\n" }
    guard rest.starts(with: text.unicodeScalars) else { return false }
    rest = rest.dropFirst(text.unicodeScalars.count)
    return true
  }

  private mutating func expect(_ text: String) throws(Failure) {
    if !take(text) { throw Failure(reason: "\(text) expected") }
  }

  private mutating func string() throws(Failure) -> String {
    let quote: Unicode.Scalar = take("\"") ? "\"" : "'"
    if quote == "'" { try expect("'") }
    let content = rest.prefix { $0 != quote }
    rest = rest.dropFirst(content.count)
    try expect(String(quote))
    return String(content)
  }

  /// A list is a record of several numbers.
  private mutating func elementType() throws(Failure) -> String {
    if take("[") { throw Failure(reason: "its elements are records: save one array for each field") }
    return try string()
  }

  private mutating func boolean() throws(Failure) -> Bool {
    if take("True") { return true }
    try expect("False")
    return false
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !take(")") {
      rest = rest.drop { $0 == " " }
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard let size = Int(String(digits)) else { throw Failure(reason: "a size is no whole number") }
      rest = rest.dropFirst(digits.count)
      _ = take("L")  // Python 2 wrote it behind a long number.
      sizes.append(size)
      if !take(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
