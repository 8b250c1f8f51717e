import RecurrentFoundation

/// What an element is (specification, IV.A.2.d).
enum HDF5Datatype {
  case number(ElementType)
  /// Of so many bytes, ended by a zero byte or the size.
  case fixedString(size: Int)
  /// A place in a global heap.
  case variableString
  case other(String)

  init(_ message: ByteRegion) throws(FormatError) {
    guard let head = message.integer(UInt8.self, at: 0), let bits = message.integer(UInt8.self, at: 1),
      let size = message.integer(UInt32.self, at: 4)
    else { throw message.malformed("a datatype is cut short") }
    switch head & 0x0F {
    case 0: self = Self.number(isFloat: false, bits: bits, size: size)
    case 1: self = Self.number(isFloat: true, bits: bits, size: size)
    case 3: self = .fixedString(size: Int(size))
    case 8:
      // h5py's booleans: an enumeration of int8 whose base type stands behind.
      guard let base = message.part(at: 8, count: message.count - 8), case .number(let type) = try HDF5Datatype(base)
      else {
        self = .other("an enumeration")
        return
      }
      self = .number(type == .int8 ? .bool : type)
    case 9: self = bits & 0x0F == 1 ? .variableString : .other("a sequence of variable length")
    case let kind: self = .other("of HDF5's class \(kind)")
    }
  }

  private static func number(isFloat: Bool, bits: UInt8, size: UInt32) -> HDF5Datatype {
    guard bits & 1 == 0 else { return .other("big-endian") }
    let isSigned = bits & 8 != 0
    return switch (isFloat, size) {
    case (true, 2): .number(.float16)
    case (true, 4): .number(.float32)
    case (true, 8): .number(.float64)
    case (false, 1): .number(isSigned ? .int8 : .uint8)
    case (false, 2): .number(isSigned ? .int16 : .uint16)
    case (false, 4): .number(isSigned ? .int32 : .uint32)
    case (false, 8): .number(isSigned ? .int64 : .uint64)
    default: .other("a number of \(size) bytes")
    }
  }

  /// Bytes of an element where it lies; nil: not read.
  var size: Int? {
    switch self {
    case .number(let type): type.size
    case .fixedString(let size): size
    case .variableString: 16
    case .other: nil
    }
  }
}

/// How many elements there are along each axis (specification, IV.A.2.b).
struct HDF5Dataspace {
  let shape: [Int]

  init(_ message: ByteRegion) throws(FormatError) {
    guard let version = message.integer(UInt8.self, at: 0), (1...2).contains(version),
      let rank = message.integer(UInt8.self, at: 1), rank <= 32
    else { throw message.malformed("a dataspace is of an unknown version or cut short") }
    if version == 2, message.integer(UInt8.self, at: 3) == 2 {
      shape = [0]
      return
    }
    var shape: [Int] = []
    for axis in 0..<Int(rank) {
      let place = (version == 1 ? 8 : 4) + 8 * axis
      guard let size = message.integer(UInt64.self, at: place).flatMap(Int.init(exactly:)) else {
        throw message.malformed("a dataspace is cut short")
      }
      shape.append(size)
    }
    self.shape = shape
  }
}
