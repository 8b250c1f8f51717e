import RecurrentFoundation

/// Runs a pickle's instructions on values that cannot do anything.
///
/// Python's own reader calls what a file names; that is why a pickle of a stranger can run a program. Here a call is a bag
/// that says what would be called, so that also classes which are not there can be walked for their tensors.
struct Unpickler {
  /// More values than any checkpoint holds: a file of a few bytes each could fill the memory with less.
  private static let maximumValues = 1 << 20

  private var source: PickleSource
  private var stack: [PickleValue] = []
  /// How high the stack was at each mark that is open.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var nodes: [PickleNode] = []
  private var valueCount = 0

  /// Reads one pickle.
  ///
  /// - Returns: it, and where the bytes after it begin.
  /// - Throws: ``FormatError`` where it is cut short, wrong, or has an instruction that is not read.
  static func read(_ region: ByteRegion, at position: Int = 0) throws(FormatError) -> (pickle: Pickle, end: Int) {
    var machine = Unpickler(source: PickleSource(region, at: position))
    while try machine.step() {}
    let root = try machine.pop()
    return (Pickle(root: root, nodes: machine.nodes), machine.source.position)
  }

  private init(source: PickleSource) { self.source = source }

  /// Runs the next instruction; false: the pickle is at its end.
  private mutating func step() throws(FormatError) -> Bool {
    let byte = try source.number(UInt8.self)
    guard let opcode = PickleOpcode(rawValue: byte) else {
      throw source.failure("the instruction \(byte) is not read")
    }
    switch opcode {
    case .stop: return false
    case .proto: _ = try source.number(UInt8.self)
    case .frame: _ = try source.number(UInt64.self)
    case .mark: marks.append(try counted(stack.count))
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .duplicate: try push(top())
    case .get, .binaryGet, .longBinaryGet: try push(recalled(opcode))
    case .put, .binaryPut, .longBinaryPut: memo[try memoPlace(opcode)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .append, .appends, .addItems, .setItem, .setItems, .build: try change(opcode)
    default: if try !pushAtom(opcode) { try pushNode(opcode) }
    }
    guard memo.count <= Self.maximumValues else { throw tooMany() }
    return true
  }

  private func tooMany() -> FormatError {
    source.region.unsupported("the pickle holds more than \(Self.maximumValues) values")
  }

  /// Counts what is made, which is a bound on what is held.
  private mutating func counted<Value>(_ value: Value, as count: Int = 1) throws(FormatError) -> Value {
    valueCount += count
    guard valueCount <= 8 * Self.maximumValues, stack.count <= Self.maximumValues, nodes.count <= Self.maximumValues
    else { throw tooMany() }
    return value
  }

  private mutating func push(_ value: PickleValue) throws(FormatError) { stack.append(try counted(value)) }

  private mutating func pushNode(_ kind: PickleNode.Kind, _ items: [PickleValue]) throws(FormatError) {
    nodes.append(try counted(PickleNode(kind: kind, items: items), as: items.count))
    try push(.node(nodes.count - 1))
  }

  private func top() throws(FormatError) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw source.failure("a value is missing") }
    return value
  }

  private mutating func pop() throws(FormatError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(FormatError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw source.failure("a value is missing") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(FormatError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw source.failure("a mark is missing") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }
}

// The memo.
extension Unpickler {
  private mutating func memoPlace(_ opcode: PickleOpcode) throws(FormatError) -> Int {
    switch opcode {
    case .binaryPut, .binaryGet: return try source.count(UInt8.self)
    case .longBinaryPut, .longBinaryGet: return try source.count(UInt32.self)
    default:
      guard let place = Int(try source.line()) else { throw source.failure("a place in the memo is no number") }
      return place
    }
  }

  private mutating func recalled(_ opcode: PickleOpcode) throws(FormatError) -> PickleValue {
    guard let value = memo[try memoPlace(opcode)] else { throw source.failure("it recalls what it did not keep") }
    return value
  }
}

// Values that hold no others.
extension Unpickler {
  /// False where the instruction makes another kind of value.
  private mutating func pushAtom(_ opcode: PickleOpcode) throws(FormatError) -> Bool {
    switch opcode {
    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))
    case .binaryInteger: try push(.integer(Int(try source.number(Int32.self))))
    case .binaryInteger1: try push(.integer(Int(try source.number(UInt8.self))))
    case .binaryInteger2: try push(.integer(Int(try source.number(UInt16.self))))
    case .long1: try push(source.long(source.count(UInt8.self)))
    case .long4: try push(source.long(source.count(Int32.self)))
    case .binaryFloat: try push(.float(source.double()))
    case .integer, .long: try push(writtenInteger())
    case .float:
      guard let number = Double(try source.line()) else { throw source.failure("a float is none") }
      try push(.float(number))
    case .string: try push(text(source.literal()))
    case .unicode: try push(.string(source.unicodeLine()))
    case .binaryString: try push(text(source.bytes(source.count(Int32.self))))
    case .shortBinaryString: try push(text(source.bytes(source.count(UInt8.self))))
    case .shortBinaryUnicode: try push(.string(source.text(source.count(UInt8.self))))
    case .binaryUnicode: try push(.string(source.text(source.count(UInt32.self))))
    case .binaryUnicode8: try push(.string(source.text(source.count(UInt64.self))))
    case .binaryBytes: try push(.bytes(source.bytes(source.count(UInt32.self))))
    case .shortBinaryBytes: try push(.bytes(source.bytes(source.count(UInt8.self))))
    case .binaryBytes8, .byteArray8: try push(.bytes(source.bytes(source.count(UInt64.self))))
    default: return false
    }
    return true
  }

  /// A string of Python 2 holds text, or bytes of any kind.
  private func text(_ bytes: [UInt8]) -> PickleValue {
    let text = String(decoding: bytes, as: UTF8.self)
    return text.utf8.elementsEqual(bytes) ? .string(text) : .bytes(bytes)
  }

  /// Protocol 0 writes true as 01, and L behind a long number.
  private mutating func writtenInteger() throws(FormatError) -> PickleValue {
    let line = try source.line()
    if line == "01" { return .bool(true) }
    if line == "00" { return .bool(false) }
    guard let number = Int(line.hasSuffix("L") ? String(line.dropLast()) : line) else {
      throw source.failure("a number is none of 64 bits")
    }
    return .integer(number)
  }
}

// Values that hold others.
extension Unpickler {
  private mutating func pushNode(_ opcode: PickleOpcode) throws(FormatError) {
    switch opcode {
    case .emptyTuple: try pushNode(.tuple, [])
    case .emptyList: try pushNode(.list, [])
    case .emptyDictionary: try pushNode(.dictionary, [])
    case .emptySet: try pushNode(.set, [])
    case .tuple: try pushNode(.tuple, popToMark())
    case .tuple1: try pushNode(.tuple, pop(1))
    case .tuple2: try pushNode(.tuple, pop(2))
    case .tuple3: try pushNode(.tuple, pop(3))
    case .list: try pushNode(.list, popToMark())
    case .frozenSet: try pushNode(.set, popToMark())
    case .dictionary: try pushNode(.dictionary, pairs(popToMark()))
    case .global: try pushNode(.global, [.string(source.line()), .string(source.line())])
    case .stackGlobal: try pushNode(.global, pop(2))
    case .persistent: try pushNode(.persistent, [.string(source.line())])
    case .binaryPersistent: try pushNode(.persistent, pop(1))
    case .reduce, .newObject: try pushCall(pop(2))
    case .newObjectWithKeywords: try pushCall(Array(pop(3).dropLast()))
    case .object, .instance: try pushInstance(opcode)
    default: throw source.failure("the instruction \(opcode) is not read")
    }
  }

  private func pairs(_ items: [PickleValue]) throws(FormatError) -> [PickleValue] {
    guard items.count.isMultiple(of: 2) else { throw source.failure("a key has no value") }
    return items
  }

  /// Protocol 0's objects: a class and its arguments behind a mark.
  private mutating func pushInstance(_ opcode: PickleOpcode) throws(FormatError) {
    var arguments = try popToMark()
    if opcode == .instance {
      try pushNode(.global, [.string(source.line()), .string(source.line())])
    } else {
      guard !arguments.isEmpty else { throw source.failure("an object has no class") }
      stack.append(arguments.removeFirst())
    }
    try pushNode(.tuple, arguments)
    try pushCall(pop(2))
  }

  /// The containers of Python's own that a call makes are read as what they are; all else is a bag.
  private mutating func pushCall(_ items: [PickleValue]) throws(FormatError) {
    let arguments = nodes.tuple(items[1]) ?? []
    switch nodes.global(items[0]) {
    case "collections.OrderedDict", "collections.Counter", "__builtin__.dict", "builtins.dict":
      if arguments.isEmpty { return try pushNode(.dictionary, []) }
    case "builtins.set", "__builtin__.set":
      if let list = arguments.first.flatMap(nodes.node), list.kind == .list { return try pushNode(.set, list.items) }
    default: break
    }
    try pushNode(.call, items)
  }

  /// Adds to a value that holds others.
  private mutating func change(_ opcode: PickleOpcode) throws(FormatError) {
    let items: [PickleValue] =
      switch opcode {
      case .append, .build: try pop(1)
      case .setItem: try pop(2)
      case .setItems: try pairs(popToMark())
      default: try popToMark()
      }
    guard case .node(let index) = try top() else { throw source.failure("what is added to holds nothing") }
    let kind = nodes[index].kind
    switch (opcode, kind) {
    // Of a dictionary that is PyTorch's notes on versions.
    case (.build, .dictionary): break
    case (.build, .call): nodes[index].state = items[0]
    case (.append, .list), (.appends, .list), (.addItems, .set), (.setItem, .dictionary), (.setItems, .dictionary),
      (.append, .call), (.appends, .call), (.addItems, .call), (.setItem, .call), (.setItems, .call):
      nodes[index].items += try counted(items, as: items.count)
    default: throw source.failure("what is added to is of another kind")
    }
  }
}
