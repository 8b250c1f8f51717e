import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

/// Files that `make_torch.py` saved.
@Suite struct TorchFileTests {
  private static func golden(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)").path
  }

  @Test(arguments: [
    ("checkpoint.pt", TensorArchive.Format.torch), ("checkpoint_legacy.pt", .torchLegacy),
    ("checkpoint_legacy4.pt", .torchLegacy), ("checkpoint_protocol4.pt", .torch),
  ])
  func aCheckpoint(name: String, format: TensorArchive.Format) throws {
    let archive = try TensorArchive(contentsOf: Self.golden(name))
    #expect(archive.format == format)
    #expect(archive.sections.map(\.name) == ["model", "optimizer.state.0"])
    #expect(archive.largestSection.name == "model")
    func floats(_ tensor: String) throws -> [Float] { try archive.tensor(named: "model." + tensor).floats() }
    #expect(try floats("base") == (0..<12).map(Float.init))
    // One storage has three tensors.
    #expect(try archive.tensor(named: "model.transposed").shape == [4, 3])
    #expect(try floats("transposed") == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
    #expect(try floats("part") == [5, 6, 9, 10])
    #expect(try archive.tensor(named: "model.half").elementType == .float16)
    #expect(try floats("half") == [0.5, -2])
    #expect(try archive.tensor(named: "model.bfloat16").elementType == .bfloat16)
    #expect(try floats("bfloat16") == [0.5, -2])
    #expect(try floats("double") == [0.1])
    #expect(try archive.tensor(named: "model.long").integers() == [-1, 1 << 40])
    #expect(try archive.tensor(named: "model.bool").integers() == [1, 0])
    #expect(try floats("scalar") == [7])
    #expect(try archive.tensor(named: "model.empty").shape == [0, 3])
    #expect(try floats("parameter") == [1, 2])
    #expect(try archive.section(named: "optimizer.state.0").tensors.map(\.name) == ["exp_avg"])
  }

  /// A pickled module has classes that are not here; its tensors are found under the names of its state dict.
  @Test func aWholeModule() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("module.pt"))
    #expect(
      archive.tensors.map(\.name) == [
        "0.weight", "0.bias", "1.weight_ih_l0", "1.weight_hh_l0", "1.bias_ih_l0", "1.bias_hh_l0",
      ])
    for tensor in archive.tensors { #expect(try tensor.floats().allSatisfy { $0 == 0.25 }) }
  }

  @Test func aMissingTensorNamesThoseThatThereAre() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("checkpoint.pt"))
    let error = #expect(throws: FormatError.self) { try archive.tensor(named: "base") }
    guard case .missing("base", let known) = error?.problem else { return #expect(Bool(false)) }
    #expect(known.contains("model.base"))
    #expect(throws: FormatError.self) { try archive.section(named: "net") }
  }

  @Test func aTotalBeyondTheLimit() throws {
    #expect(throws: FormatError.self) {
      try TensorArchive(contentsOf: Self.golden("checkpoint.pt"), maximumBytes: 100)
    }
  }

  @Test(arguments: ["checkpoint.pt", "checkpoint_legacy.pt", "checkpoint_legacy4.pt", "module.pt"])
  func randomDamage(name: String) throws {
    let original = try FileSystem.contents(of: Self.golden(name), limit: 1 << 20)
    var damage = Damage(seed: 2)
    for _ in 0..<500 {
      let region = ByteRegion(origin: name, damage.applied(to: original))
      guard let contents = try? ArchiveReader(maximumBytes: 1 << 20).read(region) else { continue }
      for tensor in contents.sections.flatMap(\.tensors) where tensor.count < 1 << 16 { _ = try? tensor.floats() }
    }
  }
}
