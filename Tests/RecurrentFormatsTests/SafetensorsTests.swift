import Foundation
import Recurrent
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

@Suite struct SafetensorsTests {
  let folder = try! TemporaryFolder()
  var path: String { folder.path("model.safetensors") }

  @Test func writtenTensorsAreReadBack() throws {
    // 600,004 bytes: more than two of the pieces that a tensor is read in, and no whole number of hash stripes.
    let large = (0..<150_001).map { Float($0) * 0.1 - 7000 }
    let tensors = [
      NamedTensor(name: "lstm.weight_ih_l0", shape: [150_001, 1], values: large),
      NamedTensor(name: "nothing", shape: [3, 0, 2], values: []),
      NamedTensor(name: "scalar", shape: [], values: [-0.0]),
      NamedTensor(name: "é", shape: [1], values: [1]),
      NamedTensor(name: "e\u{301} \" \\ \n", shape: [2], values: [.leastNonzeroMagnitude, .greatestFiniteMagnitude]),
    ]
    try SafetensorsWriter.write(tensors, metadata: ["made by": "a \"test\"\n한국어"], to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.entries.map(\.shape) == tensors.map(\.shape))
    for tensor in tensors {
      #expect(try file.floats(named: tensor.name).map(\.bitPattern) == tensor.values.map(\.bitPattern))
    }
    #expect(file.metadata["made by"] == "a \"test\"\n한국어")
    #expect(file.metadata["format"] == "pt")
  }

  @Test func theSameTensorsMakeTheSameBytes() throws {
    let tensors = [
      NamedTensor(name: "b", shape: [2], values: [1, 2]), NamedTensor(name: "a", shape: [1], values: [3]),
    ]
    let metadata = ["x": "1", "y": "2", "z": "3"]
    try SafetensorsWriter.write(tensors, metadata: metadata, to: path)
    try SafetensorsWriter.write(tensors, metadata: metadata, to: path + "2")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try bytes == Data(contentsOf: URL(fileURLWithPath: path + "2")))
    let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    #expect((8 + length) % 64 == 0)
    #expect(bytes.count == 8 + length + 12)
  }

  @Test func everyElementTypeOfTheReferenceLibrary() throws {
    let golden = try #require(
      Bundle.module.url(forResource: "types", withExtension: "safetensors", subdirectory: "Golden"))
    let file = try SafetensorsFile(path: golden.path)
    let values: [Float] = [0, 1, -2, 0.5, 100, -0.25]
    for name in ["f32", "f64", "f16", "bf16"] {
      #expect(try file.floats(named: name) == values, "\(name)")
      #expect(file.entry(named: name)?.shape == [2, 3])
    }
    #expect(try file.floats(named: "f16.subnormal") == [0x1p-24, -0x1p-15, 65504])
    #expect(try file.floats(named: "u8") == [0, 1, 127])
    #expect(try file.floats(named: "i8") == [0, -1, -127])
    #expect(try file.floats(named: "u16") == [0, 500, 63500])
    #expect(try file.floats(named: "i16") == [0, -200, -25400])
    #expect(try file.floats(named: "u32") == [0, 0x1p24, 127 * 0x1p24])
    #expect(try file.floats(named: "i32") == [0, -10_000_000, -1_270_000_000])
    #expect(try file.floats(named: "u64") == [0, 0x1p50, 127 * 0x1p50])
    #expect(try file.floats(named: "i64") == [0, -0x1p50, -127 * 0x1p50])
    #expect(try file.floats(named: "bool") == [1, 0, 1])
    #expect(try file.floats(named: "scalar") == [7])
    #expect(file.entry(named: "scalar")?.shape == [])
    #expect(try file.floats(named: "empty") == [])
    #expect(try file.floats(named: "이름") == [3])
    #expect(file.metadata["note"] == "quotes \" and \\ and 한국어")
  }

  @Test func missingUnexpectedAndMisshapenTensorsAreNamed() throws {
    let tensors = ["a", "b"].map { NamedTensor(name: $0, shape: [2, 1], values: [1, 2]) }
    try SafetensorsWriter.write(tensors, to: path)
    let file = try SafetensorsFile(path: path)
    try file.requireTensors([("b", [2, 1]), ("a", [2, 1])])
    var error = #expect(throws: SafetensorsError.self) {
      try file.requireTensors([("c", [1]), ("a", [1, 2]), ("d", [1])])
    }
    #expect(
      error?.description == """
        \(path): its tensors are not the model's: missing: "c", "d"; not in the model: "b"; \
        of another shape: "a" is [2, 1], expected [1, 2]
        """)
    #expect(throws: SafetensorsError(path: path, tensor: "c", problem: .missingTensor(known: ["a", "b"]))) {
      try file.floats(named: "c")
    }
    var memory: [Float] = [0, 0]
    error = #expect(throws: SafetensorsError.self) {
      try memory.withUnsafeMutableBufferPointer { try file.read("a", shape: [1, 2], into: $0) }
    }
    #expect(error?.description == "\(path): tensor \"a\": its shape is [2, 1], expected [1, 2]")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN])
  func numbersThatAreNotFiniteAreNotWritten(value: Float) throws {
    let tensors = [NamedTensor(name: "w", shape: [2, 2], values: [0, 1, value, 2])]
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsWriter.write(tensors, to: path) }
    #expect(error?.description == "\(path): tensor \"w\": element 2 is \(value), not a finite number")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func anExistingFileIsNotOverwritten() throws {
    let path = try folder.write("precious", to: "model.safetensors")
    #expect(throws: FileError.self) { try SafetensorsWriter.write([], to: path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }

  @Test func everyFlippedDataBitIsNoticed() throws {
    try SafetensorsWriter.write([NamedTensor(name: "w", shape: [3], values: [0.1, -2, 3e10])], to: path)
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    for bit in 0..<96 {
      var flipped = whole
      flipped[whole.count - 12 + bit / 8] ^= 1 << (bit % 8)
      let file = try SafetensorsFile(path: folder.write(flipped, to: "flipped.safetensors"))
      #expect(throws: SafetensorsError.self, "bit \(bit)") { try file.floats(named: "w") }
    }
  }
}
