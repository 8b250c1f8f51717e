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
  @Test(arguments: ["Conv1D", "Loop", "LSTMStates", "Function", "SequenceLoop", "SequenceEdits"])
  func noDamageCrashes(name: String) throws {
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

  /// Found by fuzzing, or by looking for what is like it: sizes whose sum or product cannot be counted, and values that no
  /// memory holds.
  @Test(
    arguments: [
      ("Pad", [[0, 1 << 40, 0, 0]], ["mode": "edge"]), ("Pad", [[.max, 0, .max, 0]], [:]),
      ("Split", [[.max, .max]], [:]), ("ReduceSum", [[0, 0]], [:]), ("Expand", [[1 << 31, 1 << 31, 2, 4]], [:]),
      ("Tile", [[1 << 40, 1 << 40]], [:]), ("Einsum", [], ["equation": "ij,jk->ik"]),
      ("Einsum", [], ["equation": "ii"]),
      ("Einsum", [], ["equation": "ij->ik"]), ("Einsum", [], ["equation": "i->i"]),
    ] as [(String, [[Int]], [String: String])])
  func sizesThatCannotBeAreRefused(type: String, operands: [[Int]], options: [String: String]) throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.size(2), .size(4)])
    let y = builder.node(
      type, [x] + operands.map { builder.integers($0) }, options.map { ONNXBuilder.attribute($0.key, $0.value) })
    builder.output(y, as: "y", .float32, [.symbol("rows"), .symbol("columns")])
    try expectError(builder, ["x": ONNXTensor(floats: .init(repeating: 1, count: 8), shape: [2, 4])], naming: type)
  }

  @Test func aWindowLargerThanMemoryIsRefused() throws {
    for pads in [[0, 1 << 30], [.max, .max]] {
      var builder = ONNXBuilder(name: "test")
      let x = builder.input("x", .float32, [.size(1), .size(1), .size(4)])
      let weight = builder.constant([1, 2, 3], shape: [1, 1, 3], name: "weight")
      let y = builder.node("Conv", [x, weight], [ONNXBuilder.attribute("pads", pads)])
      builder.output(y, as: "y", .float32, [.size(1), .size(1), .symbol("time")])
      let path = folder.path + "/model.onnx"
      try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
      let inputs = ["x": ONNXTensor(floats: .init(repeating: 1, count: 4), shape: [1, 1, 4])]
      #expect(throws: ONNXError.self) { try ONNXModel(contentsOf: path, maximumBytes: 1 << 20).run(inputs) }
    }
  }

  /// A step of any size is none from one element.
  @Test func stepsOfAnySize() throws {
    for (step, expected) in [(Int.max, [Float(0), 4]), (.min, [3, 7]), (-3, [3, 0, 7, 4])] {
      var builder = ONNXBuilder(name: "test")
      let x = builder.input("x", .float32, [.size(2), .size(4)])
      let bounds = step > 0 ? [[0], [4]] : [[3], [.min]]
      let y = builder.node("Slice", [x] + (bounds + [[1], [step]]).map { builder.integers($0) })
      builder.output(y, as: "y", .float32, [.size(2), .symbol("columns")])
      let path = folder.path + "/model.onnx"
      try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
      let outputs = try ONNXModel(contentsOf: path).run([
        "x": ONNXTensor(floats: (0..<8).map(Float.init), shape: [2, 4])
      ])
      #expect(outputs["y"]?.floats == expected)
    }
  }

  /// What is folded, computed or needed in a call is held to what the caller allows.
  @Test func aModelIsHeldToItsMemory() throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.size(1), .symbol("columns")])
    let y = builder.node("Tile", [x, builder.integers([1, 1000])])
    builder.output(y, as: "y", .float32, [.size(1), .symbol("columns")])
    let path = folder.path + "/model.onnx"
    try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
    let inputs = ["x": ONNXTensor(floats: .init(repeating: 1, count: 1000), shape: [1, 1000])]
    #expect(try ONNXModel(contentsOf: path).run(inputs)["y"]?.count == 1_000_000)
    let error = #expect(throws: ONNXError.self) { try ONNXModel(contentsOf: path, maximumBytes: 1 << 20).run(inputs) }
    #expect(error?.description.contains("[1, 1000000]") == true)
  }

  /// Those beside a zero are multiplied by themselves too.
  @Test func sizesBesideAZeroAreBounded() throws {
    for sizes in [[1 << 40, 1 << 40, 0], [0, 1 << 40, 1 << 40]] {
      var builder = ONNXBuilder(name: "test")
      let x = builder.input("x", .float32, [.size(1)])
      let y = builder.node("Expand", [x, builder.integers(sizes)])
      builder.output(y, as: "y", .float32, sizes.map { _ in .symbol("any") })
      try expectError(builder, ["x": ONNXTensor(floats: [1], shape: [1])], naming: "1099511627776")
    }
  }

  private func expectError(_ builder: ONNXBuilder, _ inputs: [String: ONNXTensor], naming part: String) throws {
    let path = folder.path + "/model.onnx"
    try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
    let model = try ONNXModel(contentsOf: path)
    let error = #expect(throws: ONNXError.self) { try model.run(inputs) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }

  /// What is no tensor of numbers is named where it would be taken or given, and before any call.
  @Test(arguments: [
    ("SequenceIn", "q", "a sequence of tensors"), ("SequenceOut", "q", "a sequence of tensors"),
    ("EightBitsIn", "x", "a tensor of elements of type 17"),
  ])
  func strangeInputsAndOutputsAreNamed(name: String, port: String, kind: String) throws {
    let path = folder.path + "/strange.onnx"
    try Data(try Self.file.tensor(named: name + ".refused").bytes()).write(to: URL(fileURLWithPath: path))
    let model = try ONNXModel(contentsOf: path)
    #expect((model.inputs + model.outputs).map(\.description).contains("\(port): \(kind)"))
    #expect(try FileSummary(contentsOf: path).obstacle?.contains("\"\(port)\" (\(kind))") == true)
    let inputs = Dictionary(
      uniqueKeysWithValues: model.inputs.map { ($0.name, ONNXTensor(floats: [1, 2], shape: [2])) })
    let error = #expect(throws: ONNXError.self) { try model.run(inputs) }
    #expect(error?.description.contains("\"\(port)\" is \(kind)") == true)
  }

  @Test(arguments: [
    ("SequenceAt", "its input 0 is a tensor, expected a sequence"),
    ("Neg", "its input 0 is a sequence, expected a tensor"),
  ])
  func aSequenceIsNoTensor(type: String, reason: String) throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.size(2)])
    let place = builder.input("i", .int64, [])
    let sequence = builder.node("SequenceConstruct", [x])
    let y = builder.node(type, type == "Neg" ? [sequence] : [x, place])
    builder.output(y, as: "y", .float32, [.size(2)])
    let inputs = ["x": ONNXTensor(floats: [1, 2], shape: [2]), "i": ONNXTensor(integers: [0], shape: [])]
    try expectError(builder, inputs, naming: reason)
  }

  @Test func aPlaceBehindASequenceIsRefused() throws {
    var builder = ONNXBuilder(name: "test")
    let x = builder.input("x", .float32, [.size(2)])
    let place = builder.input("i", .int64, [])
    let y = builder.node("SequenceAt", [builder.node("SequenceConstruct", [x, x]), place])
    builder.output(y, as: "y", .float32, [.size(2)])
    let inputs = ["x": ONNXTensor(floats: [1, 2], shape: [2]), "i": ONNXTensor(integers: [2], shape: [])]
    try expectError(builder, inputs, naming: "the position 2 is not in a sequence of 2")
  }

  /// Which of two is meant, nobody can say.
  @Test func twoInputsOfOneNameAreRefused() throws {
    for names in [["h", "h"], ["x", "h"]] {
      var builder = ONNXBuilder(name: "test")
      let inputs = names.map { builder.input($0, .float32, [.size(2)]) }
      for input in inputs { builder.output(input, as: names[0] == "h" ? input.name + "n" : "y", .float32, [.size(2)]) }
      let path = folder.path + "/model.onnx"
      try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ONNXError.self) { try ONNXModel(contentsOf: path) }
      #expect(error?.description.contains("two of its inputs or outputs") == true)
    }
  }

  /// A stream begins with zeros, of the size that the file declares.
  @Test(arguments: [[1 << 40], [1 << 40, 1 << 40]]) func aStateLargerThanMemoryIsRefused(sizes: [Int]) throws {
    var builder = ONNXBuilder(name: "test")
    let shape = sizes.map { ONNXPort.Dimension.size($0) }
    let (x, h) = (builder.input("x", .float32, [.size(1)]), builder.input("h", .float32, shape))
    builder.output(builder.node("Neg", [x]), as: "y", .float32, [.size(1)])
    builder.output(builder.node("Neg", [h]), as: "hn", .float32, shape)
    let path = folder.path + "/model.onnx"
    try Data(builder.bytes).write(to: URL(fileURLWithPath: path))
    var stream = try ONNXModel(contentsOf: path).makeStream()
    let error = #expect(throws: ONNXError.self) { try stream.run(["x": ONNXTensor(floats: [1], shape: [1])]) }
    #expect(error?.description.contains("memory") == true)
  }

  @Test func aFileOfSomethingElseSaysSo() throws {
    let path = try folder.write("no model at all", to: "text.onnx")
    let error = #expect(throws: ONNXError.self) { try ONNXModel(contentsOf: path) }
    #expect(error?.path == path)
    #expect(error?.description.contains("no ONNX model") == true)
  }
}
