import RecurrentFoundation

/// The tensors of a JSON text: every array of numbers, or of arrays of numbers of one size, under the names and places that
/// lead to it: `layers.0.weights.1`.
package enum JSONTensors {
  /// What is read at most: the text, its values and its numbers are in memory at once.
  private static let maximumBytes = 1 << 26

  /// Whether the first byte that is no space begins an object.
  package static func recognizes(_ region: ByteRegion) -> Bool {
    region.withUnsafeBytes { bytes in bytes.first { !" \t\r\n".utf8.contains($0) } } == UInt8(ascii: "{")
  }

  package static func parse(_ region: ByteRegion) throws(FormatError) -> JSONValue {
    guard region.count <= maximumBytes else {
      throw FormatError(origin: region.origin, problem: .tooLarge(bytes: region.count, limit: maximumBytes))
    }
    do {
      return try JSONParser.parse(region.withUnsafeBytes { [UInt8]($0) })
    } catch { throw region.malformed("\(error)") }
  }

  package static func tensors(in value: JSONValue, origin: String) throws(FormatError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    try collect(value, name: "", origin: origin, into: &tensors)
    return tensors
  }

  private static func collect(
    _ value: JSONValue, name: String, origin: String, into tensors: inout [StoredTensor]
  ) throws(FormatError) {
    func path(_ part: String) -> String { name.isEmpty ? part : "\(name).\(part)" }
    switch value {
    case .object(let members):
      for (member, value) in members { try collect(value, name: path(member), origin: origin, into: &tensors) }
    case .array(let elements):
      if let (shape, floats) = numbers(value) {
        tensors.append(StoredTensor(name: name, shape: shape, floats: floats))
      } else {
        for (index, element) in elements.enumerated() {
          try collect(element, name: path(String(index)), origin: origin, into: &tensors)
        }
      }
    default: break
    }
  }

  /// nil where it is no array of numbers of one shape.
  package static func numbers(_ value: JSONValue) -> (shape: [Int], floats: [Float])? {
    guard let shape = shape(of: value) else { return nil }
    var floats: [Float] = []
    guard append(value, axes: shape[...], to: &floats) else { return nil }
    return (shape, floats)
  }

  private static func shape(of value: JSONValue) -> [Int]? {
    guard case .array(let elements) = value, let first = elements.first else { return nil }
    if case .number = first { return [elements.count] }
    return shape(of: first).map { [elements.count] + $0 }
  }

  private static func append(_ value: JSONValue, axes: ArraySlice<Int>, to floats: inout [Float]) -> Bool {
    guard let size = axes.first else {
      guard case .number(let digits) = value, let float = Float(digits), float.isFinite else { return false }
      floats.append(float)
      return true
    }
    guard case .array(let elements) = value, elements.count == size else { return false }
    return elements.allSatisfy { append($0, axes: axes.dropFirst(), to: &floats) }
  }
}
