// Each message from its bytes. Unknown fields are skipped; of a field that comes twice the last counts.

/// Graphs inside attributes of nodes of graphs; no exporter comes near it.
private let deepestNesting = 32

/// Goes through a message's fields.
private func readFields(
  _ bytes: UnsafeRawBufferPointer, _ read: (Int, ProtobufReader.Value) throws -> Void
) throws {
  var reader = ProtobufReader(bytes)
  while let field = try reader.next() { try read(field.number, field.value) }
}

/// The two strings of a `StringStringEntryProto`.
private func entry(_ bytes: UnsafeRawBufferPointer) throws -> (key: String, value: String) {
  var (key, value) = ("", "")
  try readFields(bytes) { number, field in
    switch number {
    case 1: key = try field.string()
    case 2: value = try field.string()
    default: break
    }
  }
  return (key, value)
}

extension ONNXModelMessage {
  /// - Throws: ``ProtobufError`` or ``ONNXFileProblem``.
  package init(_ bytes: UnsafeRawBufferPointer) throws {
    var hasGraph = false
    try readFields(bytes) { number, field in
      switch number {
      case 1: irVersion = try field.integer()
      case 2: producerName = try field.string()
      case 3: producerVersion = try field.string()
      case 7: (graph, hasGraph) = (try ONNXGraphMessage(field.content(), depth: 0), true)
      case 8:
        let (domain, version) = try Self.opset(field.content())
        opsets[domain == "ai.onnx" ? "" : domain] = version
      case 14:
        let (key, value) = try entry(field.content())
        metadata[key] = value
      case 25: functions.append(try ONNXFunctionMessage(field.content()))
      default: break
      }
    }
    guard hasGraph else { throw ONNXFileProblem.noGraph }
  }

  private static func opset(_ bytes: UnsafeRawBufferPointer) throws -> (domain: String, version: Int64) {
    var (domain, version): (String, Int64) = ("", 0)
    try readFields(bytes) { number, field in
      switch number {
      case 1: domain = try field.string()
      case 2: version = try field.integer()
      default: break
      }
    }
    return (domain, version)
  }
}

extension ONNXGraphMessage {
  fileprivate init(_ bytes: UnsafeRawBufferPointer, depth: Int) throws {
    guard depth < deepestNesting else { throw ONNXFileProblem.nestedTooDeeply(limit: deepestNesting) }
    try readFields(bytes) { number, field in
      switch number {
      case 1: nodes.append(try ONNXNodeMessage(field.content(), depth: depth))
      case 2: name = try field.string()
      case 5: initializers.append(try ONNXTensorMessage(field.content()))
      case 11: inputs.append(try ONNXValueMessage(field.content()))
      case 12: outputs.append(try ONNXValueMessage(field.content()))
      case 15: throw ONNXFileProblem.sparseInitializer
      default: break
      }
    }
  }
}

extension ONNXFunctionMessage {
  fileprivate init(_ bytes: UnsafeRawBufferPointer) throws {
    try readFields(bytes) { number, field in
      switch number {
      case 1: name = try field.string()
      case 4: inputs.append(try field.string())
      case 5: outputs.append(try field.string())
      case 7: nodes.append(try ONNXNodeMessage(field.content(), depth: 0))
      case 10: domain = try field.string()
      case 11: defaults.append(try ONNXAttributeMessage(field.content(), depth: 0))
      default: break
      }
    }
  }
}

extension ONNXNodeMessage {
  fileprivate init(_ bytes: UnsafeRawBufferPointer, depth: Int) throws {
    try readFields(bytes) { number, field in
      switch number {
      case 1: inputs.append(try field.string())
      case 2: outputs.append(try field.string())
      case 3: name = try field.string()
      case 4: type = try field.string()
      case 5: attributes.append(try ONNXAttributeMessage(field.content(), depth: depth))
      case 7:
        let name = try field.string()
        domain = name == "ai.onnx" ? "" : name
      default: break
      }
    }
  }
}

extension ONNXAttributeMessage {
  fileprivate init(_ bytes: UnsafeRawBufferPointer, depth: Int) throws {
    var kind: Kind?
    // Last, since writers of proto3 leave out what is 0 or empty.
    defer { setDefault(of: kind) }
    try readFields(bytes) { number, field in
      switch number {
      case 20: kind = Kind(rawValue: try field.integer())
      case 1: name = try field.string()
      case 2: float = try field.float()
      case 3: integer = try field.integer()
      case 4: string = try field.string()
      case 5: tensor = try ONNXTensorMessage(field.content())
      case 6: graph = try ONNXGraphMessage(field.content(), depth: depth + 1)
      case 7: try field.append(to: &floats)
      case 8: try field.append(to: &integers)
      case 9: strings.append(try field.string())
      case 21: reference = try field.string()
      default: break
      }
    }
  }
}

extension ONNXAttributeMessage {
  private mutating func setDefault(of kind: Kind?) {
    switch kind {
    case .float: float = float ?? 0
    case .integer: integer = integer ?? 0
    case .string: string = string ?? ""
    default: break
    }
  }
}

extension ONNXTensorMessage {
  /// - Throws: ``ProtobufError``.
  package init(_ bytes: UnsafeRawBufferPointer) throws {
    var packed: [UnsafeRawBufferPointer] = []
    try readFields(bytes) { number, field in
      switch number {
      case 1: try field.append(to: &dimensions)
      case 2: elementType = try field.integer()
      case 4:
        if floats.isEmpty, packed.isEmpty, case .bytes(let run) = field {
          packed = [run]
        } else {
          for run in packed { try ProtobufReader.Value.bytes(run).append(to: &floats) }
          packed = []
          try field.append(to: &floats)
        }
      case 5, 7, 11: try field.append(to: &integers)
      case 8: name = try field.string()
      case 9: raw = try field.content()
      case 10: try field.append(to: &doubles)
      case 13:
        let (key, value) = try entry(field.content())
        external[key] = value
      default: break
      }
    }
    // Floats in one run are the bytes that a raw tensor has: they stay where they are.
    guard let run = packed.first else { return }
    if raw == nil, external.isEmpty, ElementType(onnx: elementType) == .float32 {
      raw = run
    } else {
      try ProtobufReader.Value.bytes(run).append(to: &floats)
    }
  }
}

extension ONNXValueMessage {
  fileprivate init(_ bytes: UnsafeRawBufferPointer) throws {
    try readFields(bytes) { number, field in
      switch number {
      case 1: name = try field.string()
      case 2: try readType(field.content())
      default: break
      }
    }
  }

  /// `TypeProto`, of which only a tensor's is read further: sequences and maps leave the element type 0.
  private mutating func readType(_ bytes: UnsafeRawBufferPointer) throws {
    try readFields(bytes) { number, field in
      kind = Kind(rawValue: number) ?? kind
      guard number == 1 else { return }
      try readFields(field.content()) { number, field in
        switch number {
        case 1: elementType = try field.integer()
        case 2: shape = try Self.shape(field.content())
        default: break
        }
      }
    }
  }

  private static func shape(_ bytes: UnsafeRawBufferPointer) throws -> [Dimension] {
    var dimensions: [Dimension] = []
    try readFields(bytes) { number, field in
      guard number == 1 else { return }
      var dimension = Dimension.symbol("")
      try readFields(field.content()) { number, field in
        switch number {
        case 1:
          let size = try field.integer()
          // Some exporters write 0 or -1 where they do not know a size.
          dimension = size > 0 ? .size(Int(size)) : .symbol("")
        case 2: dimension = .symbol(try field.string())
        default: break
        }
      }
      dimensions.append(dimension)
    }
    return dimensions
  }
}
