/// What a pickle says, as inert values: nothing in it is called, and no class is looked for.
///
/// Values that hold others lie side by side in one table and name each other by their place in it. A file may make a value
/// hold itself, or nest values a million deep; neither is anything to this form, and those who walk it count their steps.
struct Pickle: Sendable {
  let root: PickleValue
  let nodes: [PickleNode]

  func node(_ value: PickleValue) -> PickleNode? { nodes.node(value) }
  func tuple(_ value: PickleValue) -> [PickleValue]? { nodes.tuple(value) }
  func global(_ value: PickleValue) -> String? { nodes.global(value) }

  /// What would be called with which arguments.
  func call(_ value: PickleValue) -> (function: String, arguments: [PickleValue])? {
    guard let node = node(value), node.kind == .call, let function = global(node.items[0]) else { return nil }
    return (function, tuple(node.items[1]) ?? [])
  }
}

extension [PickleNode] {
  /// What a value holds, where it is one that holds others.
  func node(_ value: PickleValue) -> PickleNode? {
    guard case .node(let index) = value else { return nil }
    return self[index]
  }

  /// The items of a tuple.
  func tuple(_ value: PickleValue) -> [PickleValue]? {
    guard let node = node(value), node.kind == .tuple else { return nil }
    return node.items
  }

  /// The name of a class or function, its module first: `collections.OrderedDict`.
  func global(_ value: PickleValue) -> String? {
    guard let node = node(value), node.kind == .global, case .string(let module) = node.items[0],
      case .string(let name) = node.items[1]
    else { return nil }
    return "\(module).\(name)"
  }
}

enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  /// A whole number of more than 64 bits: two's complement, little-endian.
  case largeInteger([UInt8])
  case float(Double)
  case string(String)
  case bytes([UInt8])
  /// The place of a ``PickleNode``.
  case node(Int)

  var integer: Int? {
    guard case .integer(let number) = self else { return nil }
    return number
  }

  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }
}

/// A value that holds others.
struct PickleNode: Sendable {
  enum Kind: Sendable {
    case tuple
    case list
    case set
    /// Its items are keys and values in turn.
    case dictionary
    /// A class or a function. Its items are its module and its name.
    case global
    /// What a class or function would make: a bag. Its items are the function and its arguments, and behind them what would
    /// be added to the outcome.
    case call
    /// Something outside the pickle. Its item says what.
    case persistent
  }

  let kind: Kind
  var items: [PickleValue]
  /// What the outcome of a call would be given as its attributes.
  var state: PickleValue?

  /// Of a dictionary.
  var pairs: [(key: PickleValue, value: PickleValue)] {
    stride(from: 0, to: items.count - 1, by: 2).map { (items[$0], items[$0 + 1]) }
  }
}
