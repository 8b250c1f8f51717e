import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentFormats
@testable import RecurrentFoundation

/// Files that break the format, one rule each.
@Suite struct HostileSafetensorsTests {
  typealias Problem = SafetensorsError.Problem
  let folder = try! TemporaryFolder()

  /// A file of this header and so many data bytes.
  private func file(_ header: String, dataBytes: Int = 0) throws -> String {
    let json = Array(header.utf8)
    let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
    return try folder.write(length + json + [UInt8](repeating: 0, count: dataBytes), to: "hostile.safetensors")
  }

  private func entry(_ type: String = "F32", shape: String, _ begin: Int, _ end: Int) -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
  }

  private func expect(_ problem: Problem, tensor: String? = nil, in path: String) {
    #expect(throws: SafetensorsError(path: path, tensor: tensor, problem: problem)) { try SafetensorsFile(path: path) }
  }

  @Test(arguments: 0..<8)
  func tooShortForALength(count: Int) throws {
    expect(.fileTooShort(bytes: count), in: try folder.write([UInt8](repeating: 0, count: count)))
  }

  @Test func headerBeyondTheFile() throws {
    expect(
      .headerBeyondFile(headerBytes: 3, fileBytes: 10), in: try folder.write([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D]))
  }

  @Test(arguments: [100_000_001, UInt64(Int.max), .max])
  func hugeHeader(length: UInt64) throws {
    let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + [0x7B, 0x7D]
    expect(.headerTooLong(bytes: length, limit: 100_000_000), in: try folder.write(bytes))
  }

  @Test func headerThatIsNotJSON() throws {
    expect(.headerNotJSON(JSONError(byteOffset: 0, reason: "the text ends where a value should be")), in: try file(""))
    expect(.headerNotJSON(JSONError(byteOffset: 1, reason: "expected a member's name")), in: try file("{1"))
    expect(
      .headerNotJSON(JSONError(byteOffset: 16, reason: "nested deeper than 16")),
      in: try file(String(repeating: "[", count: 100_000)))
  }

  @Test func duplicateNames() throws {
    let twice = #"{"a":\#(entry(shape: "[1]", 0, 4)),"a":\#(entry(shape: "[1]", 4, 8))}"#
    expect(
      .headerNotJSON(JSONError(byteOffset: 54, reason: "the name \"a\" occurs twice")),
      in: try file(twice, dataBytes: 8))
  }

  @Test(arguments: ["[]", "1", "null"])
  func headerThatIsNoObject(header: String) throws {
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: file(header)) }
    guard case .malformedHeader = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
  }

  @Test(arguments: [
    #"{"a":[]}"#, #"{"a":{}}"#, #"{"a":{"dtype":"F32","shape":[1]}}"#,
    #"{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551616]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}"#,
  ])
  func malformedEntry(header: String) throws {
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: file(header, dataBytes: 4)) }
    guard case .malformedHeader = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
    #expect(error?.tensor == "a")
  }

  @Test(arguments: [#"{"__metadata__":[]}"#, #"{"__metadata__":{"a":1}}"#])
  func malformedMetadata(header: String) throws {
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: file(header)) }
    #expect(error?.tensor == "__metadata__")
  }

  @Test func unknownElementType() throws {
    expect(
      .unknownElementType("C64"), tensor: "a",
      in: try file(#"{"a":\#(entry("C64", shape: "[1]", 0, 8))}"#, dataBytes: 8))
  }

  @Test func elementTypeThatIsNotRead() throws {
    let path = try file(#"{"a":\#(entry("F8_E5M2", shape: "[2]", 0, 2))}"#, dataBytes: 2)
    let opened = try SafetensorsFile(path: path)
    #expect(throws: SafetensorsError(path: path, tensor: "a", problem: .unsupportedElementType(.float8E5M2))) {
      try opened.floats(named: "a")
    }
  }

  @Test func offsetsOutOfRange() throws {
    expect(
      .outOfRange(begin: 0, end: 8, dataBytes: 4), tensor: "a",
      in: try file(#"{"a":\#(entry(shape: "[2]", 0, 8))}"#, dataBytes: 4))
    expect(
      .outOfRange(begin: 4, end: 0, dataBytes: 4), tensor: "a",
      in: try file(#"{"a":\#(entry(shape: "[1]", 4, 0))}"#, dataBytes: 4))
    expect(
      .outOfRange(begin: .max, end: .max, dataBytes: 4), tensor: "a",
      in: try file(#"{"a":\#(entry(shape: "[0]", .max, .max))}"#, dataBytes: 4))
  }

  @Test func sizesThatDoNotMatch() throws {
    expect(
      .wrongByteCount(found: 8, expected: 12), tensor: "a",
      in: try file(#"{"a":\#(entry(shape: "[3]", 0, 8))}"#, dataBytes: 8))
    expect(
      .wrongByteCount(found: 8, expected: 0), tensor: "a",
      in: try file(#"{"a":\#(entry(shape: "[9223372036854775807,0,9]", 0, 8))}"#, dataBytes: 8))
    expect(
      .tooManyElements(shape: [4_294_967_296, 4_294_967_296]), tensor: "a",
      in: try file(#"{"a":\#(entry(shape: "[4294967296,4294967296]", 0, 0))}"#))
  }

  @Test func overlap() throws {
    let header = #"{"b":\#(entry(shape: "[2]", 4, 12)),"a":\#(entry(shape: "[2]", 0, 8))}"#
    expect(.overlap(with: "a"), tensor: "b", in: try file(header, dataBytes: 12))
  }

  @Test func gapsAndTrailingBytes() throws {
    let gap = #"{"a":\#(entry(shape: "[1]", 0, 4)),"b":\#(entry(shape: "[1]", 8, 12))}"#
    expect(.unclaimedBytes(begin: 4, end: 8), in: try file(gap, dataBytes: 12))
    expect(
      .unclaimedBytes(begin: 0, end: 4), in: try file(#"{"a":\#(entry(shape: "[1]", 4, 8))}"#, dataBytes: 8))
    expect(
      .unclaimedBytes(begin: 4, end: 5), in: try file(#"{"a":\#(entry(shape: "[1]", 0, 4))}"#, dataBytes: 5))
    expect(.unclaimedBytes(begin: 0, end: 1), in: try file("{}", dataBytes: 1))
  }

  @Test func unalignedTensorsAreRead() throws {
    let header = #"{"flag":\#(entry("BOOL", shape: "[1]", 0, 1)),"w":\#(entry(shape: "[2]", 1, 9))} "#
    let opened = try SafetensorsFile(path: file(header, dataBytes: 9))
    #expect(try opened.floats(named: "w") == [0, 0])
  }

  @Test(
    arguments: [
      ("F32", [0, 0, 0xC0, 0x7F]), ("F32", [0, 0, 0x80, 0xFF]), ("F16", [0, 0x7C]), ("BF16", [0x80, 0x7F]),
      ("F64", [0, 0, 0, 0, 0, 0, 0xF0, 0x7F]), ("F64", [0, 0, 0, 0, 0, 0, 0xE0, 0x7F]),
    ] as [(String, [UInt8])])
  func numbersThatAreNotFinite(type: String, element: [UInt8]) throws {
    let header = #"{"w":\#(entry(type, shape: "[2]", 0, 2 * element.count))}"#
    let path = try file(header)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) + element.map { _ in 0 } + element
    let opened = try SafetensorsFile(path: folder.write(bytes, to: "hostile.safetensors"))
    let error = #expect(throws: SafetensorsError.self) { try opened.floats(named: "w") }
    guard case .notFinite(let index, _) = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
    #expect(index == 1)
  }

  @Test func aFileCutShortAfterOpeningIsAnError() throws {
    let path = try file(#"{"w":\#(entry(shape: "[1000]", 0, 4000))}"#, dataBytes: 4000)
    let opened = try SafetensorsFile(path: path)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: 100)
    #expect(throws: SafetensorsError(path: path, tensor: "w", problem: .truncated)) { try opened.floats(named: "w") }
  }

  @Test func whatIsNoFile() throws {
    for path in [folder.path, folder.path("absent"), "/dev/null"] {
      let error = #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
      #expect(error?.path == path)
    }
  }

  /// Random damage to a real file: every outcome but a typed error or the unharmed numbers is a failure, and a crash
  /// ends the run.
  @Test func randomDamageGivesTypedErrors() throws {
    let values = (0..<24).map { Float($0) }
    let whole = folder.path("whole.safetensors")
    try SafetensorsWriter.write(
      [
        NamedTensor(name: "weight_ih_l0", shape: [4, 5], values: Array(values[..<20])),
        NamedTensor(name: "bias", shape: [4], values: Array(values[20...])),
      ], to: whole)
    let original = try [UInt8](Data(contentsOf: URL(fileURLWithPath: whole)))
    var damage = Damage(seed: 7)
    var refused = 0
    for round in 0..<1000 {
      let path = try folder.write(damage.applied(to: original), to: "damaged.safetensors")
      do {
        let file = try SafetensorsFile(path: path)
        for entry in file.entries { _ = try file.floats(named: entry.name) }
      } catch {
        #expect(error is SafetensorsError, "round \(round): \(error)")
        refused += 1
      }
    }
    // Most damage hits the header's structure or the data. What passes hit a name, metadata or padding.
    #expect(refused > 500)
  }
}
