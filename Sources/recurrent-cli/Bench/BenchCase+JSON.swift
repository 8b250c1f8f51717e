import Recurrent
import RecurrentFoundation

extension BenchCase {
  /// Reads a cases file: an array of objects.
  ///
  /// - Throws: what the file's reader throws, and a ``Failure`` that names the file, the case and the member.
  static func read(from path: String) throws -> [BenchCase] {
    let reader = try TextReader(path: path)
    var text: [UInt8] = []
    while let chunk = try reader.nextChunk() { text += chunk.utf8 }
    do {
      guard case .array(let elements) = try JSONParser.parse(text), !elements.isEmpty else {
        throw CaseError(reason: "not an array of cases")
      }
      return try elements.enumerated().map { index, element in try BenchCase(element, index: index) }
    } catch let error as JSONError {
      throw failure(path, "\(error)")
    } catch let error as CaseError {
      throw failure(path, error.reason)
    }
  }

  private static func failure(_ path: String, _ reason: String) -> Failure {
    Failure(
      status: .unusableData, message: "\(path): \(reason)",
      hint:
        #"A case: {"name": "a", "cell": "lstm", "N": 32, "T": 100, "D": 128, "H": 256}; see 'recurrent bench --help'."#)
  }

  private init(_ element: JSONValue, index: Int) throws(CaseError) {
    guard case .object(let members) = element else {
      throw CaseError(reason: "case \(index + 1): expected an object, got \(element.kind)")
    }
    var fields = CaseFields(members, place: "case \(index + 1)")
    name = try fields.text("name")
    fields.place = "case \"\(name)\""
    work =
      if fields.has("V") { .languageModel(try LanguageModelCase(&fields)) } else { .layers(try LayersCase(&fields)) }
    try fields.requireAllRead()
  }
}

extension LayersCase {
  fileprivate init(_ fields: inout CaseFields) throws(CaseError) {
    cell = try fields.cell()
    batch = try fields.size("N")
    steps = try fields.size("T")
    inputSize = try fields.size("D")
    hiddenSize = try fields.size("H")
    layers = try fields.size("layers", default: 1)
    isBidirectional = try fields.flag("bi", default: false)
    trains = try fields.flag("train", default: true)
  }
}

extension LanguageModelCase {
  fileprivate init(_ fields: inout CaseFields) throws(CaseError) {
    cell = try fields.cell()
    vocabularySize = try fields.size("V")
    embeddingSize = try fields.size("E")
    hiddenSize = try fields.size("H")
    layers = try fields.size("layers", default: 1)
    batch = try fields.size("N")
    steps = try fields.size("T")
    dropout = try fields.probability("dropout", default: 0)
    optimizer = try fields.choice("optimizer", ["sgd": .sgd, "adam": .adam], default: .sgd)
  }
}

/// What is wrong with a case, and in which.
private struct CaseError: Error {
  let reason: String
}

/// The members of a case, each read once.
private struct CaseFields {
  var place: String
  private var members: [String: JSONValue]
  /// Larger sizes are a slip of the keyboard; products of a few still fit an Int.
  private static let largestSize = 1 << 24

  init(_ members: [(name: String, value: JSONValue)], place: String) {
    self.members = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    self.place = place
  }

  func has(_ name: String) -> Bool { members[name] != nil }

  private func error(_ name: String, expected: String, got value: JSONValue?) -> CaseError {
    CaseError(reason: "\(place): \"\(name)\": expected \(expected), got \(value?.kind ?? "nothing")")
  }

  mutating func text(_ name: String) throws(CaseError) -> String {
    let value = members.removeValue(forKey: name)
    guard case .string(let text) = value, !text.isEmpty else { throw error(name, expected: "a string", got: value) }
    return text
  }

  mutating func size(_ name: String, default fallback: Int? = nil) throws(CaseError) -> Int {
    let value = members.removeValue(forKey: name)
    if value == nil, let fallback { return fallback }
    guard let size = value?.count, (1...Self.largestSize).contains(size) else {
      throw error(name, expected: "a whole number from 1 to \(Self.largestSize)", got: value)
    }
    return size
  }

  mutating func flag(_ name: String, default fallback: Bool) throws(CaseError) -> Bool {
    switch members.removeValue(forKey: name) {
    case nil: return fallback
    case .bool(let flag): return flag
    case let value: throw error(name, expected: "true or false", got: value)
    }
  }

  mutating func probability(_ name: String, default fallback: Float) throws(CaseError) -> Float {
    guard let value = members.removeValue(forKey: name) else { return fallback }
    guard case .number(let digits) = value, let probability = Float(digits), (0..<1).contains(probability) else {
      throw error(name, expected: "a number from 0 to below 1", got: value)
    }
    return probability
  }

  mutating func choice<Choice>(
    _ name: String, _ choices: KeyValuePairs<String, Choice>, default fallback: Choice? = nil
  ) throws(CaseError) -> Choice {
    if members[name] == nil, let fallback { return fallback }
    let expected = choices.map { "\"\($0.key)\"" }.joined(separator: ", ")
    let value = members.removeValue(forKey: name)
    guard case .string(let text) = value else { throw error(name, expected: "one of \(expected)", got: value) }
    guard let choice = choices.first(where: { $0.key == text })?.value else {
      throw CaseError(reason: "\(place): \"\(name)\": expected one of \(expected), got \"\(text)\"")
    }
    return choice
  }

  mutating func cell() throws(CaseError) -> Cell {
    try choice("cell", ["rnn": .rnn, "lstm": .lstm, "gru": .gruResetAfter])
  }

  func requireAllRead() throws(CaseError) {
    guard let name = members.keys.min() else { return }
    throw CaseError(reason: "\(place): a case has no member \"\(name)\"")
  }
}
