import Foundation
import Recurrent
import TestSupport
import Testing

/// Damaged files are errors, and never more.
@Suite struct HostileModelTests {
  private static let file = try! NPZFile(
    contentsOf: Bundle.module.url(forResource: "Golden/operators", withExtension: "npz")!.path)
  private let folder = try! TemporaryFolder()

  /// Each prefix of a file, and each byte of it changed in three ways.
  @Test(arguments: ["Conv1D", "Loop", "LSTMStates"]) func noDamageCrashes(name: String) throws {
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

  @Test func aFileOfSomethingElseSaysSo() throws {
    let path = try folder.write("no model at all", to: "text.onnx")
    let error = #expect(throws: ONNXError.self) { try ONNXModel(contentsOf: path) }
    #expect(error?.path == path)
  }
}
