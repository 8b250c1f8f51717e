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

  /// A model that takes any number of steps takes what is left over; with a context every piece is a whole window, whose
  /// first steps were answered before.
  @Test func whatIsLeftOverGoesInToo() throws {
    let ids: [Int64] = [1, 2, 3, 4, 5, 6, 6, 5]
    let given = try arrays([StoredTensor(name: "input_ids", shape: [1, 8], integers: ids)])
    let whole = try run([model, given]).tensor(named: "logits").tensor()
    let largest = whole.scalars.map(abs).max()!
    for step in ["3", "20"] {
      let pieces = try run([model, given, "--stream", "1", "--step", step]).tensor(named: "logits").tensor()
      #expect(pieces.shape == whole.shape)
      // Sums of other shapes may differ in their last bits.
      for (a, b) in zip(pieces.scalars, whole.scalars) { #expect(abs(a - b) <= 1e-5 * largest) }
    }
    let windows = try run([model, given, "--stream", "1", "--step", "3", "--context", "2"])
    #expect(try windows.tensor(named: "logits").shape[1] == 6)
  }

  @Test func productsMayBeRounded() throws {
    let given = try arrays([StoredTensor(name: "input_ids", shape: [1, 4], integers: [1, 2, 3, 4])])
    let graph = folder.path("model.onnx")
    #expect(try CommandLineTool.run(["export", model, "--onnx", graph]).status == 0)
    for path in [model, graph] {
      let exact = try run([path, given]).tensor(named: "logits").floats()
      let largest = exact.map(abs).max()!
      for (precision, tolerance) in [("bf16", Float(0.01)), ("int8", 0.02)] {
        let rounded = try run([path, given, "--precision", precision]).tensor(named: "logits").floats()
        // Eight bits of each factor stay in bf16, seven of the largest of a row in int8.
        for (a, b) in zip(rounded, exact) { #expect(abs(a - b) <= tolerance * largest) }
        #expect(rounded != exact, "\(precision)")
      }
    }
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
    let both = folder.path("both.npz")
    try NPZFile.write(
      ["input_ids", "in_input_ids"].map { StoredTensor(name: $0, shape: [1, 1], integers: [1]) }, to: both)
    expect(
      try CommandLineTool.run(["run", model, both, "--out", out]), status: 65, naming: "input_ids", "in_input_ids")
  }
}

extension FileManager {
  fileprivate func removeItem(atPathIfThere path: String) throws {
    if fileExists(atPath: path) { try removeItem(atPath: path) }
  }
}
