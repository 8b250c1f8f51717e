import RecurrentFoundation

/// What stands before the numbers of NumPy's `.npy` (numpy.lib.format, versions 1 to 3): a magic, the header's length, and
/// the header, a Python dictionary padded with spaces.
struct NPYHeader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The largest that is read. NumPy's own limit is 10,000; a name of an element type may be long.
  static let maximumBytes = 1 << 16
  /// NumPy ends its header at a multiple of this many bytes.
  private static let alignment = 64

  let elementType: ElementType
  let shape: [Int]
  /// Whether the first axis runs fastest.
  let isColumnMajor: Bool
  /// Where the numbers begin.
  let byteCount: Int

  /// - Parameter region: the file, or its beginning of ``maximumBytes``.
  init(_ region: ByteRegion) throws(FormatError) {
    guard region.holds(Self.magic, at: 0), let version = region.integer(UInt8.self, at: 6) else {
      throw region.malformed("not an .npy file")
    }
    guard (1...3).contains(version) else { throw region.unsupported("an .npy file of version \(version)") }
    let start = version == 1 ? 10 : 12
    let length =
      version == 1 ? region.integer(UInt16.self, at: 8).map(Int.init) : region.integer(UInt32.self, at: 8).map(Int.init)
    guard let length, start + length <= Self.maximumBytes, let text = region.part(at: start, count: length) else {
      throw region.malformed("its header is cut short or longer than \(Self.maximumBytes) bytes")
    }
    let fields: NPYFields
    do {
      fields = try NPYFields(text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    } catch {
      throw region.malformed("its header is no dictionary of descr, fortran_order and shape: \(error.reason)")
    }
    elementType = try ElementType(numPy: fields.descriptor, origin: region.origin)
    (shape, isColumnMajor, byteCount) = (fields.shape, fields.isColumnMajor, start + length)
  }

  /// The bytes that a file of this tensor begins with.
  ///
  /// - Throws: ``FormatError`` of a type that NumPy has not.
  static func bytes(of tensor: StoredTensor) throws(FormatError) -> [UInt8] {
    guard let descriptor = ElementType.numPyNames.filter({ $0.value == tensor.elementType }).keys.max() else {
      throw FormatError(
        origin: tensor.name, problem: .unsupported("NumPy has no \(tensor.elementType.rawValue): write it as F32"))
    }
    let sizes = tensor.shape.map(String.init)
    let shape = sizes.joined(separator: ", ") + (sizes.count == 1 ? "," : "")
    // NumPy leaves room for the first size to grow to 21 digits, as a file may that is added to.
    let room = sizes.first.map { 21 - $0.utf8.count } ?? 0
    var text = Array("{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: room)
    let excess = (10 + text.count + 1) % alignment
    text += [UInt8](repeating: UInt8(ascii: " "), count: excess == 0 ? 0 : alignment - excess) + [UInt8(ascii: "\n")]
    return magic + [1, 0] + withUnsafeBytes(of: UInt16(text.count).littleEndian) { Array($0) } + text
  }
}

extension ElementType {
  /// By NumPy's name: `<f4`.
  ///
  /// - Throws: ``FormatError`` of what are no numbers, or are in another order of bytes.
  init(numPy name: String, origin: String) throws(FormatError) {
    if let type = Self.numPyNames[name] {
      self = type
    } else if name.hasPrefix(">"), Self.numPyNames["<" + name.dropFirst()] != nil {
      let reason = "its numbers are big-endian (\(name)): save them by .astype(\"<\(name.dropFirst())\")"
      throw FormatError(origin: origin, problem: .unsupported(reason))
    } else {
      let reason = "its elements are \(name.quoted): only numbers and booleans are read"
      throw FormatError(origin: origin, problem: .unsupported(reason))
    }
  }

  /// A single byte has no order.
  fileprivate static let numPyNames: [String: ElementType] = [
    "|b1": .bool, "|u1": .uint8, "|i1": .int8, "<u1": .uint8, "<i1": .int8, "<b1": .bool,
    "<u2": .uint16, "<i2": .int16, "<f2": .float16, "<u4": .uint32, "<i4": .int32, "<f4": .float32,
    "<u8": .uint64, "<i8": .int64, "<f8": .float64,
  ]
}
