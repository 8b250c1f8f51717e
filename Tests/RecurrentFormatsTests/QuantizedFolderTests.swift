import Foundation
import Recurrent
import RecurrentFormats
import TestSupport
import Testing

/// Weights of 8 and 16 bits in folders and files.
@Suite struct QuantizedFolderTests {
  private let folder = try! TemporaryFolder()
  private var path: String { folder.path("model") }
  private let tokens = IndexTensor([[1, 2, 3, 4], [4, 3, 2, 1]])

  private func model() -> Sequential {
    Sequential([.embedding(50, 64), .lstm(64), .dense(8)], inputShape: [nil], seed: 3)
  }

  @Test func aQuantizedModelComesBack() throws {
    let quantized = model().quantized()
    _ = try quantized.predict(tokens)
    try quantized.save(to: path)
    let file = try SafetensorsFile(path: path + "/model.safetensors")
    #expect(file.entry(named: "lstm.weight_hh_l0")?.elementType == .int8)
    #expect(file.entry(named: "lstm.weight_hh_l0.scale")?.shape == [256])
    #expect(file.entry(named: "dense.bias")?.elementType == .float32)
    let back = try Sequential(contentsOf: path)
    #expect(back.isQuantized)
    for (a, b) in zip(back.namedParameters, quantized.namedParameters) {
      #expect(a.parameter.value == b.parameter.value, "\(a.name)")
    }
    #expect(try back.predict(tokens) == quantized.predict(tokens))
    // And once more, byte for byte.
    try back.save(to: folder.path("again"))
    #expect(try bytes("again") == bytes("model"))
  }

  @Test func weightsAreAQuarter() throws {
    try model().save(to: folder.path("whole"))
    try model().quantized().save(to: path)
    let ratio = Double(try bytes("model").count) / Double(try bytes("whole").count)
    // A byte of each four, and four of a row of 64.
    #expect(ratio < 0.3)
  }

  @Test(arguments: [(WeightType.float16, ElementType.float16), (.bfloat16, .bfloat16)])
  func weightsOfSixteenBitsAreRead(type: WeightType, stored: ElementType) throws {
    let model = model()
    try model.save(to: path, weights: type)
    let entries = try SafetensorsFile(path: path + "/model.safetensors").entries
    #expect(entries.allSatisfy { $0.elementType == stored })
    let back = try Sequential(contentsOf: path)
    for (a, b) in zip(back.namedParameters, model.namedParameters) {
      // Eight binary digits or more.
      #expect(distance(a.parameter.value, b.parameter.value) <= 0x1p-8, "\(a.name)")
    }
    #expect(back.parameters[0].value != model.parameters[0].value)
  }

  @Test func scalesThatCannotBeAreErrors() throws {
    func file(_ scales: StoredTensor) throws -> SafetensorsFile {
      let numbers = StoredTensor(name: "weight", shape: [2, 2], elementType: .int8, bytes: [1, 255, 127, 2])
      let path = folder.path("\(scales.shape) \(try scales.floats()[0]).safetensors")
      try SafetensorsWriter.write([numbers, scales], to: path)
      return try SafetensorsFile(path: path)
    }
    let dense = Dense(inputSize: 2, outputSize: 2, bias: false)
    let before = dense.weight.value
    func scales(_ values: [Float]) -> StoredTensor {
      StoredTensor(name: "weight.scale", shape: [values.count], floats: values)
    }
    for wrong in [scales([1]), scales([.nan, 1]), scales([1, .greatestFiniteMagnitude])] {
      #expect(throws: SafetensorsError.self) { try file(wrong).load(into: dense) }
      #expect(dense.weight.value == before && !dense.weight.isQuantized)
    }
    try file(scales([0.5, 2])).load(into: dense)
    #expect(dense.weight.value == Tensor([[0.5, -0.5], [254, 4]]))
    // Whole numbers without scales would stand for themselves.
    let bare = folder.path("bare.safetensors")
    let numbers = StoredTensor(name: "weight", shape: [2, 2], elementType: .int8, bytes: [1, 255, 127, 2])
    try SafetensorsWriter.write([numbers], to: bare)
    let missing = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: bare).load(into: dense) }
    #expect(missing?.description.contains("weight.scale") == true)
    // Scales of no tensor are left over.
    let lone = folder.path("lone.safetensors")
    try SafetensorsWriter.write(
      [StoredTensor(name: "weight", shape: [2, 2], floats: [1, 2, 3, 4]), scales([1, 2])], to: lone)
    #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: lone).load(into: dense) }
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.path(name) + "/model.safetensors"))
  }
}

private func distance(_ a: Tensor, _ b: Tensor) -> Float {
  zip(a.scalars, b.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
