import RecurrentFoundation

/// Walks what a pickle holds and collects its tensors, PyTorch's and NumPy's, in sections: each dictionary is one. A
/// checkpoint so has its network's state apart from its optimiser's.
struct PickledTensors {
  /// Deeper than modules lie in modules.
  private static let maximumDepth = 64
  /// The attributes of a pickled module that hold what is in it; their names are no part of a tensor's.
  private static let transparent: Set<String> = ["_parameters", "_buffers", "_modules"]

  private let pickle: Pickle
  private let storages: any TorchStorages
  private let origin: String
  private(set) var sections: [TensorSection] = []
  private var open: Set<Int> = []
  private var stepsLeft: Int

  init(_ pickle: Pickle, storages: some TorchStorages, origin: String) throws(FormatError) {
    (self.pickle, self.storages, self.origin) = (pickle, storages, origin)
    // Values that are shared are walked again, but what is shared again and again would never end.
    stepsLeft = 4 * pickle.nodes.count + 1024
    let section = begin("")
    try walk(pickle.root, name: "", section: section, depth: 0)
    sections.removeAll { $0.tensors.isEmpty && $0.unread.isEmpty }
  }

  private mutating func begin(_ name: String) -> Int {
    sections.append(TensorSection(name: name))
    return sections.count - 1
  }

  private mutating func walk(_ value: PickleValue, name: String, section: Int, depth: Int) throws(FormatError) {
    guard case .node(let index) = value else { return }
    let node = pickle.nodes[index]
    guard node.kind != .global, node.kind != .persistent else { return }
    stepsLeft -= 1
    guard stepsLeft >= 0, depth < Self.maximumDepth else {
      throw FormatError(
        origin: origin, problem: .unsupported("its values lie deeper in each other than \(Self.maximumDepth) times"))
    }
    if try addTensor(value, name: name, to: section) { return }
    guard open.insert(index).inserted else { return }
    defer { open.remove(index) }
    switch node.kind {
    case .dictionary:
      let path = Self.joined(sections[section].name, name)
      let own = depth == 0 ? section : begin(path)
      try walk(node.pairs, name: "", section: own, depth: depth)
    case .list, .tuple, .set:
      for (place, item) in node.items.enumerated() {
        try walk(item, name: Self.joined(name, String(place)), section: section, depth: depth + 1)
      }
    case .call: try walkObject(node, name: name, section: section, depth: depth)
    case .global, .persistent: break
    }
  }

  private mutating func walk(
    _ pairs: [(key: PickleValue, value: PickleValue)], name: String, section: Int, depth: Int
  ) throws(FormatError) {
    for (key, value) in pairs {
      guard let key = key.string ?? key.integer.map(String.init) else { continue }
      try walk(value, name: Self.joined(name, key), section: section, depth: depth + 1)
    }
  }

  /// A module of any class: its tensors, and those of the modules in it, as `state_dict` names them.
  private mutating func walkObject(
    _ object: PickleNode, name: String, section: Int, depth: Int
  ) throws(FormatError) {
    guard let state = object.state, let attributes = pickle.node(state), attributes.kind == .dictionary else { return }
    let held = attributes.pairs.filter { $0.key.string.map(Self.transparent.contains) ?? false }
    // A scripted module has its tensors and modules as attributes of its own; a pickled one in three dictionaries.
    if held.isEmpty { return try walk(attributes.pairs, name: name, section: section, depth: depth + 1) }
    for (_, value) in held {
      guard let members = pickle.node(value), members.kind == .dictionary else { continue }
      try walk(members.pairs, name: name, section: section, depth: depth + 1)
    }
  }

  private static func joined(_ first: String, _ second: String) -> String {
    first.isEmpty || second.isEmpty ? first + second : "\(first).\(second)"
  }
}

extension PickledTensors {
  /// False where the value is no tensor.
  private mutating func addTensor(_ value: PickleValue, name: String, to section: Int) throws(FormatError) -> Bool {
    guard let (function, arguments) = pickle.call(value) else { return false }
    func leaveOut(_ reason: String) { sections[section].unread.append(.init(name: name, reason: reason)) }
    switch function {
    case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
      guard let data = arguments.first, try addTensor(data, name: name, to: section) else {
        throw malformed(name, "it is a parameter of no tensor")
      }
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v3":
      if let storage = arguments.first.flatMap(pickle.call), storage.function == "torch.storage._load_from_bytes" {
        leaveOut("a tensor of PyTorch that was pickled by itself is not read: save it by torch.save")
      } else {
        sections[section].tensors.append(try tensor(arguments, name: name))
      }
    case _ where function.hasPrefix("torch._utils._rebuild_"):
      let kind = function.dropFirst("torch._utils._rebuild_".count)
      leaveOut("a \(kind) is not read: save it as a plain tensor")
    default:
      guard let array = PickledArray(value, in: pickle) else { return false }
      do {
        sections[section].tensors.append(try array.tensor(named: name, origin: origin))
      } catch {
        guard case .unsupported(let reason) = error.problem else { throw error }
        leaveOut(reason)
      }
    }
    return true
  }

  private func malformed(_ name: String, _ reason: String) -> FormatError {
    FormatError(origin: origin, problem: .malformed("tensor \(name.quoted): \(reason)"))
  }

  /// (storage, offset, size, stride, ...): version 3 has the type behind them.
  private func tensor(_ arguments: [PickleValue], name: String) throws(FormatError) -> StoredTensor {
    guard arguments.count >= 4, let reference = TorchStorageReference(arguments[0], in: pickle),
      let start = arguments[1].integer, let shape = integers(arguments[2]), let strides = integers(arguments[3])
    else { throw malformed(name, "its storage, offset, size or stride cannot be read") }
    let dtype = arguments.count >= 7 ? pickle.global(arguments[6]).flatMap(ElementType.init(torch:)) : nil
    guard let type = dtype ?? reference.elementType else { throw malformed(name, "its type is not known") }
    guard let bytes = storages.byteCount(of: reference.key) else {
      throw malformed(name, "its storage \(reference.key.quoted) is missing: the file is not whole")
    }
    let (storages, key) = (storages, reference.key)
    return try StoredTensor(
      name: name, elementType: type, shape: shape, strides: strides, start: start, origin: origin, storageBytes: bytes
    ) { try storages.contents(of: key) }
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard let items = pickle.tuple(value) ?? sizeItems(value) else { return nil }
    let numbers = items.compactMap(\.integer)
    return numbers.count == items.count ? numbers : nil
  }

  /// Of `torch.Size((2, 3))`.
  private func sizeItems(_ value: PickleValue) -> [PickleValue]? {
    guard let (function, arguments) = pickle.call(value), function == "torch.Size" else { return nil }
    return arguments.first.flatMap(pickle.tuple)
  }
}
