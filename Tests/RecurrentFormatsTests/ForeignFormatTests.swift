import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

/// Files of other kinds are refused by their own name, and what to do about it.
@Suite struct ForeignFormatTests {
  private let folder = try! TemporaryFolder()

  @Test(arguments: [
    ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "git lfs pull"),
    ("<!DOCTYPE html><html>", "a web page"), ("\u{1C}\0\0\0TFL3\0\0", "TensorFlow Lite"),
    ("\u{8}\0\0\0ORTM", "give the .onnx"), ("GGUF\u{3}\0\0\0", "ggml"), ("lmgg\n\0\0\0", "ggml"),
    ("\n\u{1D}\n\u{1}x\u{12}\u{B}Placeholder", "a graph of TensorFlow"),
    ("\u{8}\u{1}\u{12}\u{7F}AssignVariableOp", "a graph of TensorFlow"), ("plain text", "none of the formats"),
    ("\u{8}\u{4}\u{12}\u{50}\n\u{D}\n\u{5}image\u{1A}\u{4}\u{2A}\u{2}\u{8}\u{1}", "a model of Core ML"),
  ])
  func aFileOfAnotherKindIsNamed(text: String, expected: String) throws {
    let path = try folder.write(Array(text.utf8), to: "model.bin")
    let error = #expect(throws: FormatError.self) { try TensorArchive(contentsOf: path) }
    #expect(error?.description.contains(expected) == true, "\(error as Any)")
  }

  @Test func compressed() throws {
    let path = try folder.write([0x1F, 0x8B, 8, 0], to: "model.tar.gz")
    let error = #expect(throws: FormatError.self) { try TensorArchive(contentsOf: path) }
    #expect(error?.description.contains("unpack it") == true)
  }

  @Test func indexOfACheckpoint() throws {
    let end: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
    let path = try folder.write([UInt8](repeating: 7, count: 90) + end, to: "checkpoint.index")
    let error = #expect(throws: FormatError.self) { try TensorArchive(contentsOf: path) }
    #expect(error?.description.contains("a checkpoint of TensorFlow") == true, "\(error as Any)")
  }

  @Test func aProgramOfTorchExport() throws {
    let writer = try ZipWriter(creating: folder.path("model.pt2"))
    try writer.add("model/archive_format", [ByteRegion(origin: "", Array("pt2".utf8))])
    try writer.finish()
    let error = #expect(throws: FormatError.self) { try TensorArchive(contentsOf: folder.path("model.pt2")) }
    #expect(error?.description.contains("torch.export.load") == true, "\(error as Any)")
  }

  /// As an archive and as a model of ours.
  @Test(arguments: [
    ("saved_model.pb", "a graph of TensorFlow"), ("Data/com.apple.CoreML/model.mlmodel", "a model of Core ML"),
    ("coremldata.bin", "a model of Core ML"),
  ])
  func aFolderOfAnotherKindIsNamed(file: String, expected: String) throws {
    let model = folder.path("model")
    let parent = file.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: "\(model)/\(parent)", withIntermediateDirectories: true)
    _ = try folder.write("", to: "model/" + file)
    for error in [
      #expect(throws: FormatError.self) { try TensorArchive(contentsOf: model) },
      #expect(throws: FormatError.self) { try ModelFolder(reading: model) },
    ] {
      #expect(error?.description.contains(expected) == true, "\(error as Any)")
    }
  }
}
