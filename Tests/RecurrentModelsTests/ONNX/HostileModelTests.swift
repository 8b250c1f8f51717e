import Foundation
import Recurrent
import RecurrentModels
import TestSupport
import Testing

/// Damaged files are errors, and never more.
@Suite struct HostileModelTests {
  private static let file = try! NPZFile(
    contentsOf: Bundle.module.url(forResource: "Golden/operators", withExtension: "npz")!.path)
  private let folder = try! TemporaryFolder()

  /// Each prefix of a file, and each byte of it changed in three ways.
  @Test(arguments: ["Conv1D", "Loop", "LSTMStates", "Function"]) func noDamageCrashes(name: String) throws {
    let bytes = try Self.file.tensor(named: name + ".model").bytes()
    let inputs = try Self.file.tensors.filter { $0.name.hasPrefix(name + ".in.") }.reduce(into: [:]) {
      $0[String($1.name.dropFirst(name.count + 4))] = try ONNXTensor($1)
    }
    for end in stride(from: 0, to: bytes.count, by: 3) { attempt(Array(bytes[..<end]), inputs) }
    for index in bytes.indices {
      for flip: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = bytes
        damaged[index] ^= flip
        attempt(damaged, inputs)
      }
    }
  }

  private func attempt(_ bytes: [UInt8], _ inputs: [String: ONNXTensor]) {
    let path = folder.path + "/damaged.onnx"
    _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    _ = try? ONNXModel(contentsOf: path).run(inputs)
  }

  /// Indices for more rows than the data has would read behind it.
  @Test(arguments: ["GatherElements", "ScatterElements"]) func moreIndicesThanRowsAreRefused(type: String) throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.size(2), .size(3)])
    let indices = builder.input("i", .int64, [.size(4), .size(3)])
    let updates = builder.input("u", .float32, [.size(4), .size(3)])
    let y = builder.node(
      type, [x, indices] + (type == "ScatterElements" ? [updates] : []), [ONNXBuilder.attribute("axis", 1)])
    builder.output(y, as: "y", .float32, [.symbol("rows"), .size(3)])
    let inputs = [
      "x": ONNXTensor(floats: .init(repeating: 1, count: 6), shape: [2, 3]),
      "i": ONNXTensor(integers: .init(repeating: 0, count: 12), shape: [4, 3]),
      "u": ONNXTensor(floats: .init(repeating: 1, count: 12), shape: [4, 3]),
    ]
    try expectError(builder, inputs, naming: "[4, 3]")
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.size(2), .size(4)])
    let scale = builder.constant([1, 2, 3], shape: [3], name: "scale")
    let y = builder.node("LayerNormalization", [x, scale], [ONNXBuilder.attribute("axis", -1)])
    builder.output(y, as: "y", .float32, [.size(2), .size(4)])
    let inputs = ["x": ONNXTensor(floats: .init(repeating: 1, count: 8), shape: [2, 4])]
    try expectError(builder, inputs, naming: "[3]")
  }

  private func expectError(_ builder: ONNXBuilder, _ inputs: [String: ONNXTensor], naming part: String) throws {
    let path = folder.path + "/model.onnx"
    try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
    let model = try ONNXModel(contentsOf: path)
    let error = #expect(throws: ONNXError.self) { try model.run(inputs) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }

  @Test func aFileOfSomethingElseSaysSo() throws {
    let path = try folder.write("no model at all", to: "text.onnx")
    let error = #expect(throws: ONNXError.self) { try ONNXModel(contentsOf: path) }
    #expect(error?.path == path)
  }
}
