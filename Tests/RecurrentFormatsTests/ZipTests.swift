import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

/// Zip files that are not what they say, one rule each.
@Suite struct ZipTests {
  let folder = try! TemporaryFolder()

  /// A sound file of two stored entries, to be damaged.
  private func sound() throws -> [UInt8] {
    let path = folder.path(UUID().uuidString)
    let writer = try ZipWriter(creating: path)
    try writer.add("a", [ByteRegion(origin: "", [1, 2, 3])])
    try writer.add("b", [ByteRegion(origin: "", [4]), ByteRegion(origin: "", [5])])
    try writer.finish()
    return try FileSystem.contents(of: path, limit: 1 << 20)
  }

  private func read(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> ZipFile {
    try ZipFile(ByteRegion(origin: "test.zip", bytes), maximumBytes: limit)
  }

  private func reason(_ bytes: [UInt8]) -> String {
    do {
      let file = try read(bytes)
      for entry in file.entries { _ = try file.contents(of: entry) }
      return "sound"
    } catch { return "\(error)" }
  }

  /// Where the header of the first entry stands in the central directory.
  private func directory(of bytes: [UInt8]) -> Int {
    bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) }!
  }

  /// Keras writes such a file where there is no h5py, and does not read it either.
  @Test func weightsOfKerasAsArraysAreNamed() throws {
    let path = folder.path("old.keras")
    let writer = try ZipWriter(creating: path)
    try writer.add("model.weights.npz", [ByteRegion(origin: "", [1, 2, 3])])
    try writer.finish()
    let error = #expect(throws: FormatError.self) { try TensorArchive(contentsOf: path) }
    #expect(error?.description.contains("its weights are model.weights.npz") == true)
  }

  @Test func entriesComeBack() throws {
    let file = try read(sound())
    #expect(file.entries.map(\.name) == ["a", "b"])
    let second = try file.contents(of: try #require(file.entry(named: "b")))
    #expect(second.withUnsafeBytes { Array($0) } == [4, 5])
  }

  @Test func aCommentMayFollow() throws {
    var bytes = try sound()
    bytes[bytes.count - 2] = 5
    #expect(reason(bytes + Array("hello".utf8)) == "sound")
  }

  @Test func everyTruncationIsNoticed() throws {
    let bytes = try sound()
    for count in 0..<bytes.count { #expect(reason(Array(bytes.prefix(count))) != "sound", "\(count)") }
  }

  @Test func lyingSizes() throws {
    var bytes = try sound()
    let header = directory(of: bytes)
    bytes[header + 24] = 4
    #expect(reason(bytes).contains("is stored, but 3 bytes would be 4"))
    bytes[header + 20] = 0xF0
    bytes[header + 24] = 0xF0
    #expect(reason(bytes).contains("ends after the file"))
  }

  @Test func sharedBytes() throws {
    var bytes = try sound()
    let header = directory(of: bytes)
    bytes[header + 20] = 40
    bytes[header + 24] = 40
    #expect(reason(bytes).contains("share bytes"))
  }

  @Test func duplicateNames() throws {
    var bytes = try sound()
    bytes[directory(of: bytes) + 46] = UInt8(ascii: "b")
    #expect(reason(bytes).contains("occurs twice"))
  }

  @Test func damagedContents() throws {
    var bytes = try sound()
    bytes[31] ^= 1
    #expect(reason(bytes).contains("checksum"))
  }

  @Test func encryptedAndOtherwiseCompressed() throws {
    var bytes = try sound()
    let header = directory(of: bytes)
    bytes[header + 10] = 12
    #expect(reason(bytes).contains("compressed by method 12"))
    bytes[header + 8] = 1
    #expect(reason(bytes).contains("encrypted"))
  }

  /// Deflated bytes that hold more or less than they declare.
  @Test(arguments: [(2, "more than the 2 bytes"), (4, "breaks off after 3 of 4")])
  func bombs(declared: UInt8, expected: String) throws {
    // A deflated block that is stored (RFC 1951, 3.2.4): the last one, 3 bytes.
    let path = folder.path("bomb.zip")
    let writer = try ZipWriter(creating: path)
    try writer.add("bomb", [ByteRegion(origin: "", [1, 3, 0, 0xFC, 0xFF, 7, 8, 9])])
    try writer.finish()
    var bytes = try FileSystem.contents(of: path, limit: 1 << 20)
    let header = directory(of: bytes)
    bytes[header + 10] = 8
    bytes[header + 24] = declared
    #expect(reason(bytes).contains(expected), "\(reason(bytes))")
  }

  /// A file of 64-bit sizes, as programs write it that do not know the size before.
  @Test func wideSizes() throws {
    let bytes = try sound()
    let header = directory(of: bytes)
    let end = bytes.count - 22
    func wide(_ values: UInt64...) -> [UInt8] {
      values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    }
    // The first entry says "elsewhere" for both sizes, and has an extra field of 20 bytes.
    var entry = Array(bytes[header..<header + 47])
    for place in 20..<28 { entry[place] = 0xFF }
    entry[30] = 20
    let directory = entry + [1, 0, 16, 0] + wide(3, 3) + bytes[(header + 47)..<end]
    let record: [UInt8] =
      [0x50, 0x4B, 6, 6] + wide(44) + [45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      + wide(2, 2, UInt64(directory.count), UInt64(header))
    let locator: [UInt8] = [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + wide(UInt64(header + directory.count)) + [1, 0, 0, 0]
    let last: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 12) + [0, 0]
    let file = try read(bytes[..<header] + directory + record + locator + last)
    #expect(file.entries.map(\.size) == [3, 2])
    #expect(try file.contents(of: file.entries[0]).withUnsafeBytes { Array($0) } == [1, 2, 3])
  }

  /// Zip files of stored and deflated entries with random harm: never a crash, never more than they declare.
  @Test func randomDamage() throws {
    for name in ["arrays.npz", "arrays_deflated.npz"] {
      let path = Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)").path
      let original = try FileSystem.contents(of: path, limit: 1 << 20)
      var damage = Damage(seed: 1)
      for _ in 0..<300 {
        let bytes = damage.applied(to: original)
        guard let file = try? read(bytes), let arrays = try? NPZFile(file) else { continue }
        for tensor in arrays.tensors { _ = try? tensor.floats() }
      }
    }
  }
}
