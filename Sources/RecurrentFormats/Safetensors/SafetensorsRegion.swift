import RecurrentFoundation

/// A safetensors file as tensors of all types where they lie.
enum SafetensorsRegion {
  /// A length that fits the file, and an object.
  static func recognizes(_ region: ByteRegion) -> Bool {
    guard let length = region.integer(UInt64.self, at: 0), length >= 2, length <= UInt64(max(8, region.count) - 8)
    else {
      return false
    }
    return region.holds([UInt8(ascii: "{")], at: 8)
  }

  static func section(_ region: ByteRegion) throws -> TensorSection {
    guard let length = region.integer(UInt64.self, at: 0).flatMap(Int.init(exactly:)),
      length <= SafetensorsHeader.maximumBytes, let json = region.part(at: 8, count: length),
      let data = region.part(at: 8 + length, count: region.count - 8 - length)
    else { throw region.malformed("its header is cut short or too long") }
    let header = try SafetensorsHeader(
      json: json.withUnsafeBytes { [UInt8]($0) }, dataBytes: data.count, path: region.origin)
    let tensors = try header.entries.map { entry in
      try StoredTensor(
        name: entry.name, elementType: entry.elementType, shape: entry.shape, origin: region.origin,
        storageBytes: entry.bytes.count
      ) {
        guard let bytes = data.part(at: entry.bytes.lowerBound, count: entry.bytes.count) else {
          throw region.malformed("it became shorter while it was read")
        }
        return bytes
      }
    }
    return TensorSection(tensors: tensors)
  }
}
