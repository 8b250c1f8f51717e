import Foundation
import Recurrent
import TestSupport
import Testing

/// Models' files with random harm, their configurations among it: whatever they say is a model or a typed error.
@Suite struct HostileForeignModelTests {
  let folder = try! TemporaryFolder()

  private static func golden(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)").path
  }

  /// What may be thrown; all else is a mistake of ours.
  private func isTyped(_ error: any Error) -> Bool {
    error is ForeignModelError || error is FormatError || error is FileError || error is JSONError
  }

  private func expectTyped(_ bytes: [UInt8], count: Int, seed: UInt64, _ read: (String) throws -> Void) throws {
    var damage = Damage(seed: seed)
    for _ in 0..<count {
      let path = try folder.write(damage.applied(to: bytes), to: "damaged")
      do {
        try read(path)
      } catch {
        #expect(isTyped(error), "\(error)")
      }
    }
  }

  @Test(arguments: [
    "gates_2.h5", "windows_3.h5", "both_3.h5", "words_2.h5", "chain_3.keras", "gates_3.weights.h5", "around_3.h5",
  ])
  func kerasFiles(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.golden("keras/\(name)"))))
    try expectTyped(bytes, count: 150, seed: 3) { _ = try Sequential(keras: $0, maximumBytes: 1 << 24) }
  }

  /// The configuration alone is harmed, so that every file gets as far as its layers.
  @Test func kerasConfigurations() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.golden("keras/both_2.h5"))))
    let start = try #require(bytes.firstRange(of: Array(#"{"class_name": "Sequential""#.utf8))).lowerBound
    var random = SeededGenerator(seed: 4)
    let telling = Array("0123456789-.truefalsn\"".utf8)
    for _ in 0..<400 {
      var harmed = bytes
      for _ in 0..<3 {
        let place = start + Int(random.next() % 9000)
        harmed[place] = telling[Int(random.next() % UInt64(telling.count))]
      }
      let path = try folder.write(harmed, to: "damaged.h5")
      do {
        _ = try Sequential(keras: path)
      } catch {
        #expect(isTyped(error), "\(error)")
      }
    }
  }

  @Test func rtNeuralFiles() throws {
    let text =
      #"{"in_shape":[null,null,2],"layers":[{"type":"conv1d","activation":"tanh","shape":[null,null,2],"kernel_size":[2],"dilation":[1],"weights":[[[[1,2],[3,4]],[[5,6],[7,8]]],[1,2]]},{"type":"gru","activation":"","shape":[null,null,1],"weights":[[[1,2,3],[4,5,6]],[[1,2,3]],[[1,2,3],[4,5,6]]]},{"type":"dense","activation":"","shape":[null,null,1],"weights":[[[2]],[1]]}]}"#
    _ = try Sequential(rtNeural: folder.write(text, to: "sound.json"))
    try expectTyped(Array(text.utf8), count: 600, seed: 5) { _ = try Sequential(rtNeural: $0) }
  }

  @Test(arguments: ["tagger.pt", "tagger_wrapped.pt", "tagger.safetensors"])
  func weightsOfPyTorch(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.golden("pytorch/\(name)"))))
    var damage = Damage(seed: 6)
    for _ in 0..<150 {
      let path = try folder.write(damage.applied(to: bytes), to: "damaged")
      do {
        try PyTorchLoadTests.Tagger().load(TensorArchive(contentsOf: path, maximumBytes: 1 << 24))
      } catch {
        #expect(isTyped(error) || error is SafetensorsError, "\(error)")
      }
    }
  }
}
