import RecurrentFoundation
import RecurrentText

/// What a safetensors file says about its tensors, checked.
///
/// The format (https://huggingface.co/docs/safetensors): 8 bytes, little-endian, the length of the header; the header,
/// a JSON object of a member for each tensor, padded with spaces; the data, every byte of it in exactly one tensor.
struct SafetensorsHeader {
  /// The format's own limit.
  static let maximumBytes = 100_000_000
  /// Our name for free text in the header.
  static let metadataName = "__metadata__"

  let metadata: [String: String]
  /// In the order of their bytes.
  let entries: [SafetensorsFile.Entry]

  /// Reads and checks a header.
  ///
  /// - Parameters:
  ///   - json: the header's bytes.
  ///   - dataBytes: how many bytes of the file follow it.
  init(json: [UInt8], dataBytes: Int, path: String) throws(SafetensorsError) {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONParser.parse(json)
    } catch {
      throw SafetensorsError(path: path, tensor: nil, problem: .headerNotJSON(error))
    }
    guard case .object(let members) = root else {
      throw SafetensorsError(path: path, tensor: nil, problem: .malformedHeader(reason: "it is \(root.kind)"))
    }
    var metadata: [String: String] = [:]
    var entries: [SafetensorsFile.Entry] = []
    for (name, value) in members {
      do throws(SafetensorsError.Problem) {
        if name == Self.metadataName {
          metadata = try Self.strings(value)
        } else {
          entries.append(try Self.entry(name: name, value, dataBytes: dataBytes))
        }
      } catch {
        throw SafetensorsError(path: path, tensor: name, problem: error)
      }
    }
    self.metadata = metadata
    self.entries = try Self.inOrder(entries, dataBytes: dataBytes, path: path)
  }

  private static func strings(_ value: JSONValue) throws(SafetensorsError.Problem) -> [String: String] {
    // MLX writes null where there is none.
    if case .null = value { return [:] }
    guard case .object(let members) = value else { throw .malformedHeader(reason: "expected an object of strings") }
    var strings: [String: String] = [:]
    for (name, value) in members {
      guard case .string(let text) = value else {
        throw .malformedHeader(reason: "\(name.quoted) is \(value.kind), expected a string")
      }
      strings[name] = text
    }
    return strings
  }

  private static func entry(
    name: String, _ value: JSONValue, dataBytes: Int
  ) throws(SafetensorsError.Problem) -> SafetensorsFile.Entry {
    let fields = try fields(of: value)
    guard let elementType = ElementType(rawValue: fields.elementType) else {
      throw .unknownElementType(fields.elementType)
    }
    let shape = try counts(fields.shape, of: "shape")
    let offsets = try counts(fields.offsets, of: "data_offsets")
    let (begin, end) = (offsets[0], offsets[1])
    guard begin <= end, end <= dataBytes else { throw .outOfRange(begin: begin, end: end, dataBytes: dataBytes) }
    guard let expected = byteCount(of: shape, elementType) else { throw .tooManyElements(shape: shape) }
    guard end - begin == expected else { throw .wrongByteCount(found: end - begin, expected: expected) }
    return SafetensorsFile.Entry(name: name, elementType: elementType, shape: shape, bytes: begin..<end)
  }

  private static func fields(
    of value: JSONValue
  ) throws(SafetensorsError.Problem) -> (elementType: String, shape: [JSONValue], offsets: [JSONValue]) {
    guard case .object(let members) = value else {
      throw .malformedHeader(reason: "it is \(value.kind), expected an object")
    }
    var elementType: String?
    var shape: [JSONValue]?
    var offsets: [JSONValue]?
    for (name, value) in members {
      switch (name, value) {
      case ("dtype", .string(let text)): elementType = text
      case ("shape", .array(let sizes)): shape = sizes
      case ("data_offsets", .array(let bounds)) where bounds.count == 2: offsets = bounds
      default: throw .malformedHeader(reason: "\(name.quoted) is unknown or of the wrong kind: \(value.kind)")
      }
    }
    guard let elementType, let shape, let offsets else {
      throw .malformedHeader(reason: "expected dtype, shape and data_offsets")
    }
    return (elementType, shape, offsets)
  }

  private static func counts(_ values: [JSONValue], of field: String) throws(SafetensorsError.Problem) -> [Int] {
    var counts: [Int] = []
    for value in values {
      guard let count = value.count else {
        throw .malformedHeader(reason: "\(field) holds \(value.kind), expected whole numbers from 0")
      }
      counts.append(count)
    }
    return counts
  }

  private static func byteCount(of shape: [Int], _ type: ElementType) -> Int? {
    // A zero anywhere makes the product zero, however large the other factors are.
    if shape.contains(0) { return 0 }
    var bytes = type.size
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      bytes = product
    }
    return bytes
  }

  /// The entries in the order of their bytes, without overlap or gap from the first data byte to the last.
  private static func inOrder(
    _ entries: [SafetensorsFile.Entry], dataBytes: Int, path: String
  ) throws(SafetensorsError) -> [SafetensorsFile.Entry] {
    let sorted = entries.sorted { first, second in
      (first.bytes.lowerBound, first.bytes.upperBound) < (second.bytes.lowerBound, second.bytes.upperBound)
    }
    var end = 0
    var last = ""
    for entry in sorted {
      if entry.bytes.lowerBound < end {
        throw SafetensorsError(path: path, tensor: entry.name, problem: .overlap(with: last))
      }
      if entry.bytes.lowerBound > end {
        throw SafetensorsError(
          path: path, tensor: nil, problem: .unclaimedBytes(begin: end, end: entry.bytes.lowerBound))
      }
      end = entry.bytes.upperBound
      last = entry.name
    }
    guard end == dataBytes else {
      throw SafetensorsError(path: path, tensor: nil, problem: .unclaimedBytes(begin: end, end: dataBytes))
    }
    return sorted
  }
}
