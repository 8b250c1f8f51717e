import RecurrentFoundation

/// NumPy's file of one array.
public enum NPYFile {
  /// Whether bytes begin as an `.npy` file does.
  static func recognizes(_ region: ByteRegion) -> Bool { region.holds(NPYHeader.magic, at: 0) }

  /// The array of a file, which has no name of its own.
  ///
  /// - Throws: ``FormatError`` where it is no array of numbers; ``FileError``.
  public static func tensor(contentsOf path: String, name: String = "array") throws -> StoredTensor {
    let region = try ByteRegion(contentsOf: path)
    return try tensor(named: name, header: NPYHeader(region), origin: path, size: region.count) { region }
  }

  /// An array whose bytes, header and all, `contents` will give.
  static func tensor(
    named name: String, header: NPYHeader, origin: String, size: Int,
    contents: @escaping @Sendable () throws -> ByteRegion
  ) throws(FormatError) -> StoredTensor {
    let bytes = size - header.byteCount
    let columnMajor = StoredTensor.rowMajor(header.shape.reversed()).map { Array($0.reversed()) }
    let tensor = try StoredTensor(
      name: name, elementType: header.elementType, shape: header.shape,
      strides: header.isColumnMajor ? columnMajor : nil, origin: origin, storageBytes: bytes
    ) {
      let region = try contents()
      guard let numbers = region.part(at: header.byteCount, count: bytes) else {
        throw region.malformed("it became shorter while it was read")
      }
      return numbers
    }
    guard tensor.byteCount == bytes else {
      throw FormatError(
        origin: origin,
        problem: .malformed("its shape \(header.shape) needs \(tensor.byteCount) bytes, and it has \(bytes)"))
    }
    return tensor
  }
}
