import Foundation
import Recurrent
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

@Suite struct StoredTensorTests {
  let folder = try! TemporaryFolder()

  /// IEEE 754's own examples, ties to even, and both ends.
  @Test(arguments: [
    (Float(1), UInt16(0x3C00)), (-2, 0xC000), (65504, 0x7BFF), (65519, 0x7BFF), (65520, 0x7C00), (.infinity, 0x7C00),
    (0x1p-14, 0x0400), (0x1p-24, 0x0001), (0x1p-25, 0x0000), (0x1.8p-24, 0x0002), (0x1.002p0, 0x3C00),
    (0x1.006p0, 0x3C02), (-0.0, 0x8000), (0x1.ffcp-15, 0x0400), (0.1, 0x2E66),
  ])
  func halves(value: Float, bits: UInt16) {
    #expect(ElementType.half(value) == bits)
  }

  @Test func everyHalfComesBack() {
    for bits in UInt16.min...UInt16.max {
      let value = ElementType.float(half: bits)
      #expect(value.isNaN ? ElementType.half(value) & 0x7C00 == 0x7C00 : ElementType.half(value) == bits)
    }
  }

  @Test(arguments: [
    (Float(1), UInt16(0x3F80)), (0x1.01p0, 0x3F80), (0x1.03p0, 0x3F82), (.infinity, 0x7F80), (3.4e38, 0x7F80),
  ])
  func upperHalves(value: Float, bits: UInt16) {
    #expect(ElementType.brain(value) == bits)
    #expect(ElementType.brain(.nan) & 0x7F80 == 0x7F80 && ElementType.brain(.nan) & 0x7F != 0)
  }

  /// Tensors of all types, one of them cut out of another, as safetensors.
  @Test func allTypesAsSafetensors() throws {
    let original = try TensorArchive(
      contentsOf: Bundle.module.resourceURL!.appendingPathComponent("Golden/checkpoint.pt").path
    ).largestSection.tensors
    let path = folder.path("all.safetensors")
    try SafetensorsWriter.write(original, to: path)
    #expect(try SafetensorsFile(path: path).metadata["format"] == "pt")
    let copy = try TensorArchive(contentsOf: path)
    #expect(copy.format == .safetensors)
    for tensor in original {
      let read = try copy.tensor(named: tensor.name)
      #expect(read.shape == tensor.shape && read.elementType == tensor.elementType)
      #expect(try read.bytes() == tensor.bytes(), "\(tensor.name)")
    }
  }

  @Test func severalFilesByAnIndex() throws {
    let first = StoredTensor(name: "a", shape: [2], floats: [1, 2])
    let second = StoredTensor(name: "b", shape: [1], elementType: .float16, bytes: [0, 0x3C])
    try SafetensorsWriter.write([first], to: folder.path("one.safetensors"))
    try SafetensorsWriter.write([second], to: folder.path("two.safetensors"))
    func index(_ map: String) throws -> String {
      try folder.write(#"{"metadata":{},"weight_map":{\#(map)}}"#, to: "model.safetensors.index.json")
    }
    let both = #""a":"one.safetensors","b":"two.safetensors""#
    for path in [try index(both), folder.path("")] {
      let archive = try TensorArchive(contentsOf: path)
      #expect(try archive.tensor(named: "a").floats() == [1, 2])
      #expect(try archive.tensor(named: "b").floats() == [1])
    }
    for (map, reason) in [
      (#""a":"../one.safetensors""#, "outside the folder"), (#""a":"two.safetensors""#, "is not in"),
      (#""b":"one.safetensors""#, "is not in"), (#""a":"/etc/passwd""#, "outside the folder"),
    ] {
      let path = try index(map)
      let error = #expect(throws: FormatError.self) { try TensorArchive(contentsOf: path) }
      #expect(error?.description.contains(reason) == true, "\(error as Any)")
    }
  }

  /// Strides that leave the storage, or cannot be counted.
  @Test func strides() throws {
    func tensor(_ shape: [Int], _ strides: [Int], start: Int = 0) throws -> [Float] {
      let storage = ByteRegion(origin: "", (0..<6).flatMap { Swift.withUnsafeBytes(of: Float($0)) { Array($0) } })
      return try StoredTensor(
        name: "t", elementType: .float32, shape: shape, strides: strides, start: start, origin: "", storageBytes: 24
      ) { storage }.floats()
    }
    #expect(try tensor([2, 3], [1, 2]) == [0, 2, 4, 1, 3, 5])
    #expect(try tensor([2], [0], start: 5) == [5, 5])
    #expect(try tensor([0, 9], [1, 1], start: 9) == [])
    for (shape, strides, start) in [
      ([2, 3], [3, 2], 0), ([6], [1], 1), ([2], [-1], 1), ([2], [Int.max], 0), ([Int.max, 2], [1, 1], 0),
      ([1], [1], -1), ([1, 1], [1], 0),
    ] {
      #expect(throws: FormatError.self, "\(shape) \(strides) \(start)") { try tensor(shape, strides, start: start) }
    }
  }
}
