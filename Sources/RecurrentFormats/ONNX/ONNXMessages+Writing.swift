import RecurrentFoundation

// Each message as bytes; field numbers as in their reading.

extension ONNXModelMessage {
  package var bytes: [UInt8] {
    var writer = ProtobufWriter()
    writer.integer(1, irVersion)
    writer.string(2, producerName)
    writer.string(3, producerVersion)
    writer.message(7) { graph.write(to: &$0) }
    for (domain, version) in opsets.sorted(by: { $0.key < $1.key }) {
      writer.message(8) {
        $0.string(1, domain)
        $0.integer(2, version)
      }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.message(14) {
        $0.string(1, key)
        $0.string(2, value)
      }
    }
    return writer.bytes
  }
}

extension ONNXGraphMessage {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for node in nodes { writer.message(1) { node.write(to: &$0) } }
    writer.string(2, name)
    for tensor in initializers { writer.message(5) { tensor.write(to: &$0) } }
    for input in inputs { writer.message(11) { input.write(to: &$0) } }
    for output in outputs { writer.message(12) { output.write(to: &$0) } }
  }
}

extension ONNXNodeMessage {
  fileprivate func write(to writer: inout ProtobufWriter) {
    for input in inputs { writer.string(1, input) }
    for output in outputs { writer.string(2, output) }
    writer.string(3, name)
    writer.string(4, type)
    for attribute in attributes { writer.message(5) { attribute.write(to: &$0) } }
    if !domain.isEmpty { writer.string(7, domain) }
  }
}

extension ONNXAttributeMessage {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.string(1, name)
    let kind: Kind
    if let float {
      writer.float(2, float)
      kind = .float
    } else if let integer {
      writer.integer(3, integer)
      kind = .integer
    } else if let string {
      writer.string(4, string)
      kind = .string
    } else if let tensor {
      writer.message(5) { tensor.write(to: &$0) }
      kind = .tensor
    } else if !floats.isEmpty {
      for value in floats { writer.float(7, value) }
      kind = .floats
    } else if !strings.isEmpty {
      for value in strings { writer.string(9, value) }
      kind = .strings
    } else {
      for value in integers { writer.integer(8, value) }
      kind = .integers
    }
    writer.integer(20, kind.rawValue)
  }
}

extension ONNXTensorMessage {
  /// Elements go as raw bytes: floats of 32 bits, and whole numbers of 64 or 32.
  fileprivate func write(to writer: inout ProtobufWriter) {
    for size in dimensions { writer.integer(1, size) }
    writer.integer(2, elementType)
    writer.string(8, name)
    var bytes: [UInt8] = []
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for value in floats { append(value.bitPattern) }
    for value in integers {
      if elementType == 7 { append(value) } else { append(Int32(truncatingIfNeeded: value)) }
    }
    writer.content(9, bytes)
  }
}

extension ONNXValueMessage {
  fileprivate func write(to writer: inout ProtobufWriter) {
    writer.string(1, name)
    writer.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, elementType)
        guard let shape else { return }
        tensor.message(2) { message in
          for dimension in shape {
            message.message(1) {
              switch dimension {
              case .size(let size): $0.integer(1, Int64(size))
              case .symbol(let name): $0.string(2, name)
              }
            }
          }
        }
      }
    }
  }
}
