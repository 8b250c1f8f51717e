import Foundation
import Recurrent
import TestSupport
import Testing

/// Models go out, and folders run by the names of what they go out as.
@Suite struct ExportCommandTests {
  private let folder = try! TemporaryFolder()
  private var model: String { TrainedModel.folder.path("char") }

  private func arrays(_ tensors: [StoredTensor]) throws -> String {
    let path = folder.path("in.npz")
    try FileManager.default.removeItem(atPathIfThere: path)
    try NPZFile.write(tensors, to: path)
    return path
  }

  private func run(_ arguments: [String]) throws -> NPZFile {
    let out = folder.path("out.npz")
    let result = try CommandLineTool.run(["run"] + arguments + ["--out", out])
    #expect(result.status == 0, "\(result.errors)")
    return try NPZFile(contentsOf: out)
  }

  @Test func aFolderRunsAsItsExportDoes() throws {
    let graph = folder.path("model.onnx")
    #expect(try CommandLineTool.run(["export", model, "--onnx", graph]).status == 0)
    let tokens = StoredTensor(name: "in_input_ids", shape: [2, 6], integers: [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1])
    let given = try arrays([tokens])
    let whole = try run([model, given]).tensor(named: "logits").floats()
    #expect(try run([graph, given]).tensor(named: "logits").floats() == whole)
    // Piece by piece, the states carried: sums of other shapes may differ in their last bits.
    let pieces = try run([model, given, "--stream", "1", "--step", "2"])
    let largest = whole.map(abs).max()!
    for (a, b) in zip(try pieces.tensor(named: "logits").floats(), whole) { #expect(abs(a - b) <= 1e-5 * largest) }
    #expect(try pieces.tensor(named: "hn").shape == [1, 2, 32])
  }

  @Test func statesThatAreGivenGoIn() throws {
    let state = [Float](repeating: 0.5, count: 32)
    let outputs = try run([
      model,
      arrays([
        StoredTensor(name: "input_ids", shape: [1, 1], integers: [3]),
        StoredTensor(name: "h0", shape: [1, 1, 32], floats: state),
        StoredTensor(name: "c0", shape: [1, 1, 32], floats: state),
      ]),
    ])
    #expect(Set(outputs.tensors.map(\.name)) == ["logits", "hn", "cn"])
  }

  @Test func weightsGoToPyTorch() throws {
    let weights = folder.path("weights.safetensors")
    let result = try CommandLineTool.run(["export", model, "--safetensors", weights])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("class Model(nn.Module):") && result.output.contains("strict=True"))
    let own = try TensorArchive(contentsOf: model + "/model.safetensors")
    let exported = try TensorArchive(contentsOf: weights)
    #expect(Set(exported.tensors.map(\.name)) == Set(own.tensors.map(\.name)))
    for tensor in own.tensors { #expect(try exported.tensor(named: tensor.name).floats() == tensor.floats()) }
  }

  @Test func whatCannotBeIsSaid() throws {
    expect(try CommandLineTool.run(["export", model]), status: 64, naming: "--onnx", "--safetensors")
    let stateless = try CommandLineTool.run(["export", model, "--safetensors", "x", "--states"])
    expect(stateless, status: 64, naming: "--states", "--onnx")
    let (nothing, out) = (folder.path("nothing"), folder.path("out.npz"))
    expect(
      try CommandLineTool.run(["export", nothing, "--onnx", folder.path("x.onnx")]), status: 66, naming: nothing)
    expect(
      try CommandLineTool.run(["export", model + "/config.json", "--onnx", out]), status: 65, naming: "a folder")
    let misnamed = try arrays([StoredTensor(name: "tokens", shape: [1, 2], integers: [1, 2])])
    expect(
      try CommandLineTool.run(["run", model, misnamed, "--out", out]), status: 65, naming: "tokens", "input_ids")
    let outside = try arrays([StoredTensor(name: "input_ids", shape: [1, 2], integers: [1, 99_999])])
    expect(try CommandLineTool.run(["run", model, outside, "--out", out]), status: 65, naming: "99999")
  }
}

extension FileManager {
  fileprivate func removeItem(atPathIfThere path: String) throws {
    if fileExists(atPath: path) { try removeItem(atPath: path) }
  }
}
