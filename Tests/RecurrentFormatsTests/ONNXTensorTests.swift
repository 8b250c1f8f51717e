import Testing

@testable import RecurrentFormats

/// The numbers of an ONNX tensor, in whichever fields they come.
@Suite struct ONNXTensorTests {
  private static func packed(_ values: [Float]) -> [UInt8] {
    let bytes = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
    return [0x22, UInt8(bytes.count)] + bytes
  }

  private static func single(_ value: Float) -> [UInt8] { [0x25] + packed([value]).dropFirst(2) }

  /// In one run, in several, alone, and alone behind a run.
  @Test(arguments: [
    packed([1, -2, 3]), packed([1]) + packed([-2, 3]), single(1) + single(-2) + single(3),
    packed([1, -2]) + single(3), single(1) + packed([-2, 3]),
  ]) func floats(field: [UInt8]) throws {
    // dims 3 and data_type FLOAT, before the numbers and behind them.
    for message in [[0x08, 3, 0x10, 1] + field, field + [0x08, 3, 0x10, 1]] {
      var found = [Float](repeating: 0, count: 3)
      try message.withUnsafeBytes { bytes in
        let tensor = try ONNXTensorMessage(bytes)
        try tensor.requireElements(folder: ".")
        try found.withUnsafeMutableBufferPointer { try tensor.readFloats(folder: ".", into: $0) }
      }
      #expect(found == [1, -2, 3])
    }
  }

  @Test(arguments: [packed([1, 2]), Array(packed([1, 2, 3]).dropLast()), [0x22, 3, 0, 0, 0]])
  func tooFew(field: [UInt8]) {
    #expect(throws: (any Error).self) {
      try ([0x08, 3, 0x10, 1] + field).withUnsafeBytes { try ONNXTensorMessage($0).requireElements(folder: ".") }
    }
  }
}
