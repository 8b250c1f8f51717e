import RecurrentFoundation

/// An array of NumPy's in a pickle.
///
/// All protocols but the newest make an empty one, and give it its state; the newest makes it from its bytes:
///
///     _reconstruct(ndarray, (0,), b"b"), state (version, shape, dtype, is column-major, bytes)
///     _frombuffer(bytes, dtype, shape, "C")
struct PickledArray {
  private let shape: PickleValue
  private let type: PickleValue
  private let isColumnMajor: Bool
  private let numbers: PickleValue
  private let pickle: Pickle

  /// nil: the value is no array.
  init?(_ value: PickleValue, in pickle: Pickle) {
    guard let (function, arguments) = pickle.call(value) else { return nil }
    switch function {
    case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct":
      guard let state = pickle.node(value)?.state.flatMap(pickle.tuple), state.count == 5 else { return nil }
      (shape, type, numbers) = (state[1], state[2], state[4])
      isColumnMajor = Self.isTrue(state[3])
    case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer":
      guard arguments.count == 4 else { return nil }
      (numbers, type, shape) = (arguments[0], arguments[1], arguments[2])
      isColumnMajor = arguments[3].string == "F"
    default: return nil
    }
    self.pickle = pickle
  }

  private static func isTrue(_ value: PickleValue) -> Bool {
    if case .bool(true) = value { return true }
    return value.integer.map { $0 != 0 } ?? false
  }

  /// - Throws: ``FormatError`` where it is no array of numbers, or has not as many as its shape says.
  func tensor(named name: String, origin: String) throws(FormatError) -> StoredTensor {
    let elementType = try ElementType(numPy: try typeName(origin: origin), origin: origin)
    let sizes = pickle.tuple(shape)?.map(\.integer) ?? [nil]
    guard let bytes = bytes(numbers), case let shape = sizes.compactMap({ $0 }), shape.count == sizes.count else {
      throw FormatError(
        origin: origin, problem: .malformed("array \(name.quoted): its shape or its numbers cannot be read"))
    }
    let columnMajor = StoredTensor.rowMajor(shape.reversed()).map { Array($0.reversed()) }
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape, strides: isColumnMajor ? columnMajor : nil, origin: origin,
      storageBytes: bytes.count
    ) { ByteRegion(origin: origin, bytes) }
  }

  /// `dtype("f4", False, True)` with the state `(3, "<", ...)`: `<f4`.
  private func typeName(origin: String) throws(FormatError) -> String {
    guard let (function, arguments) = pickle.call(type), function == "numpy.dtype", let name = arguments.first?.string,
      let order = pickle.node(type)?.state.flatMap(pickle.tuple)?.dropFirst().first?.string
    else { throw FormatError(origin: origin, problem: .unsupported("the type of its elements is not known")) }
    return order + name
  }

  /// Python 2 has bytes as a string, and Python 3 under an old protocol as a text of which each character is one.
  private func bytes(_ value: PickleValue) -> [UInt8]? {
    switch value {
    case .bytes(let bytes): return bytes
    case .string(let text): return Array(text.utf8)
    default:
      guard let (function, arguments) = pickle.call(value) else { return nil }
      if ["__builtin__.bytes", "builtins.bytes"].contains(function), arguments.isEmpty { return [] }
      guard function == "_codecs.encode", let text = arguments.first?.string, arguments.count == 2,
        arguments[1].string == "latin1"
      else { return nil }
      let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
      return bytes.count == text.unicodeScalars.count ? bytes : nil
    }
  }
}
