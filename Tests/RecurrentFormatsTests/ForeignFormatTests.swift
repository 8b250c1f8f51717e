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
}
