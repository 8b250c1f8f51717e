import RecurrentFoundation

/// The constants of an ONNX model as tensors: its initializers, and what its Constant nodes hold, those of graphs inside it
/// too, under the names of the values that they are.
enum ONNXTensors {
  /// Whether bytes begin as a model does: with the version of the format.
  static func recognizes(_ region: ByteRegion) -> Bool { region.holds([0x08], at: 0) }

  static func section(_ region: ByteRegion) throws(FormatError) -> TensorSection {
    do {
      let message = try region.withUnsafeBytes { try ONNXModelMessage($0) }
      var collected = Collected(region: region)
      try collected.add(message.graph)
      return TensorSection(tensors: collected.tensors, unread: collected.unread)
    } catch let error as FormatError {
      throw error
    } catch {
      throw region.malformed("not an ONNX model: \(error)")
    }
  }

  /// Where the files of its external tensors are.
  private static func folder(of region: ByteRegion) -> String {
    region.origin.lastIndex(of: "/").map { String(region.origin[..<$0]) } ?? "."
  }

  /// The files that tensors of a model are in, as its folder has them; none where it is no model.
  static func externalNames(_ region: ByteRegion) -> [String] {
    func names(_ graph: ONNXGraphMessage) -> [String] {
      let attributes = graph.nodes.flatMap(\.attributes)
      let tensors = (graph.initializers + attributes.compactMap(\.tensor)).filter { !$0.external.isEmpty }
      return tensors.compactMap { try? $0.externalName() } + attributes.compactMap(\.graph).flatMap(names)
    }
    return region.withUnsafeBytes { bytes in (try? ONNXModelMessage(bytes)).map { names($0.graph) } ?? [] }
  }

  private struct Collected {
    let region: ByteRegion
    var tensors: [StoredTensor] = []
    var unread: [UnreadTensor] = []
    private var names: Set<TokenKey> = []
    private var files: [String: ByteRegion] = [:]

    init(region: ByteRegion) { self.region = region }

    mutating func add(_ graph: ONNXGraphMessage) throws {
      for tensor in graph.initializers { try add(tensor, name: tensor.name) }
      for node in graph.nodes {
        for attribute in node.attributes {
          if let tensor = attribute.tensor, node.type == "Constant" { try add(tensor, name: node.outputs.first ?? "") }
          if let graph = attribute.graph { try add(graph) }
        }
      }
    }

    /// Two graphs inside a model may call two values by one name: the first is taken.
    private mutating func add(_ tensor: ONNXTensorMessage, name: String) throws {
      guard names.insert(TokenKey(name)).inserted else { return }
      let (type, shape) = (try tensor.type(), try tensor.shape())
      let count = shape.reduce(1, *)
      guard tensor.external.isEmpty else { return addExternal(tensor, name, type, shape) }
      if let raw = tensor.raw, let bytes = region.part(of: raw) {
        tensors.append(
          try StoredTensor(
            name: name, elementType: type, shape: shape, origin: region.origin, storageBytes: bytes.count
          ) { bytes })
      } else if type.isInteger {
        try requireCount(tensor.integers.count, count, name)
        var integers = [Int64](repeating: 0, count: count)
        try integers.withUnsafeMutableBufferPointer { try tensor.readIntegers(folder: ".", into: $0) }
        tensors.append(StoredTensor(name: name, shape: shape, integers: integers))
      } else {
        let stored =
          switch type {
          case .float32: tensor.floats.count
          case .float64: tensor.doubles.count
          default: tensor.integers.count
          }
        try requireCount(stored, count, name)
        var floats = [Float](repeating: 0, count: count)
        try floats.withUnsafeMutableBufferPointer { try tensor.readFloats(folder: ".", into: $0) }
        tensors.append(StoredTensor(name: name, shape: shape, floats: floats))
      }
    }

    /// A tensor whose numbers are in a file beside the model's; without that file the others are read all the same.
    private mutating func addExternal(
      _ tensor: ONNXTensorMessage, _ name: String, _ type: ElementType, _ shape: [Int]
    ) {
      do {
        let path = ONNXTensors.folder(of: region) + "/" + (try tensor.externalName())
        // Mapped once, however many tensors are in it.
        let file = try files[path] ?? ByteRegion(contentsOf: path)
        files[path] = file
        let bytes = try tensor.externalPart(of: file, byteCount: shape.reduce(1, *) * type.size)
        tensors.append(
          try StoredTensor(
            name: name, elementType: type, shape: shape, origin: bytes.origin, storageBytes: bytes.count
          ) { bytes })
      } catch {
        unread.append(UnreadTensor(name: name, reason: "\(error)"))
      }
    }

    /// Checked before memory is taken for what a few bytes declare.
    private func requireCount(_ found: Int, _ expected: Int, _ name: String) throws(FormatError) {
      guard found == expected else {
        throw region.malformed("tensor \(name.quoted) has \(found) numbers, its shape \(expected)")
      }
    }
  }
}
