import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

@Suite struct HDF5Tests {
  private static func golden(_ name: String) throws -> ByteRegion {
    try ByteRegion(contentsOf: Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)").path)
  }

  @Test func readsWhatH5PyWrote() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("datasets.h5").origin)
    #expect(archive.format == .hdf5)
    for (name, type) in [
      ("f32", ElementType.float32), ("f16", .float16), ("f64", .float64), ("i8", .int8), ("u16", .uint16),
      ("i64", .int64),
    ] {
      let tensor = try archive.tensor(named: "types/\(name)")
      #expect(tensor.elementType == type)
      #expect(tensor.shape == [2, 3])
      #expect(try tensor.floats() == [0, 1, 2, 3, 4, 100], "\(name)")
    }
    #expect(try archive.tensor(named: "types/bool").integers() == [1, 0])
    #expect(try archive.tensor(named: "types/scalar").floats() == [7])
    #expect(try archive.tensor(named: "types/empty").shape == [0, 4])
    for index in 0..<40 {
      let name = "many/member" + (index < 10 ? "0\(index)" : "\(index)")
      #expect(try archive.tensor(named: name).floats() == [Float(index)])
    }
  }

  @Test func whatIsNotReadSaysWhy() throws {
    let archive = try TensorArchive(contentsOf: Self.golden("datasets.h5").origin)
    let reasons = Dictionary(uniqueKeysWithValues: archive.unread.map { ($0.name, $0.reason) })
    #expect(reasons["types/chunked"] == "it is stored in chunks: copy it with h5py's defaults, uncompressed")
    #expect(reasons["types/deflated"] == "it is compressed: copy it with h5py's defaults, uncompressed")
    #expect(reasons["types/text"] == "its elements are no numbers")
    #expect(reasons["types/big"] == "its elements are no numbers")
    #expect(reasons.count == 4)
  }

  @Test func attributes() throws {
    let root = try HDF5File(Self.golden("datasets.h5")).root
    #expect(root.attributes["version"]?.strings == ["2.2.4-tf"])
    #expect(root.attributes["names"]?.strings == ["first", "second/0"])
    #expect(root.attributes["texts"]?.strings == ["한국어", "", String(repeating: "x", count: 5000)])
    guard case .numbers(let numbers)? = root.attributes["numbers"] else { return #expect(Bool(false)) }
    #expect(try numbers.floats() == [1.5, -2])
  }

  /// The forms of HDF5 1.8 and later: few links and attributes in headers, many in heaps, of which the largest are blocks of
  /// blocks.
  @Test func readsTheLatestForms() throws {
    let root = try HDF5File(Self.golden("latest.h5")).root
    #expect(root.attributes["version"]?.strings == ["3.0.0"])
    #expect(try root.dataset(at: "x")?.floats() == [1])
    #expect(try root.dataset(at: "few/matrix")?.floats() == [0, 1, 2, 3, 4, 5])
    #expect(root.dataset(at: "few/matrix")?.shape == [2, 3])
    for index in 0..<150 { #expect(try root.dataset(at: "many/member\(index)")?.floats() == [Float(index)]) }
    #expect(root.group("many")?.datasets.count == 150)
    let described = try #require(root.group("described"))
    for index in 0..<40 { #expect(described.attributes["attribute\(index)"]?.strings == ["text \(index)"]) }
  }

  @Test func aLatestFileThatIsHarmed() throws {
    let original = try Self.golden("latest.h5").withUnsafeBytes { [UInt8]($0) }
    var damage = Damage(seed: 2)
    for _ in 0..<300 {
      let bytes = damage.applied(to: original)
      guard let file = try? HDF5File(ByteRegion(origin: "damaged.h5", bytes)) else { continue }
      for tensor in file.root.allDatasets { _ = try? tensor.floats() }
    }
    // Nothing before the last table can be missing.
    for count in stride(from: 0, to: 2000, by: 37) {
      #expect(throws: FormatError.self, "\(count) bytes") {
        try HDF5File(ByteRegion(origin: "cut.h5", original.prefix(count)))
      }
    }
  }

  /// A group that is its own member: the root's address in the place of a member's.
  @Test func aGroupThatHoldsItself() throws {
    var bytes = try Self.golden("datasets.h5").withUnsafeBytes { [UInt8]($0) }
    let root = Array(bytes[64..<72])
    let leaf = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("SNOD".utf8)) })
    bytes.replaceSubrange(leaf + 16..<leaf + 24, with: root)
    let error = #expect(throws: FormatError.self) { try HDF5File(ByteRegion(origin: "cycle.h5", bytes)) }
    #expect(error?.description.contains("holds itself") == true, "\(error as Any)")
  }

  @Test func aFileCutShort() throws {
    let bytes = try Self.golden("datasets.h5").withUnsafeBytes { [UInt8]($0) }
    for count in stride(from: 0, to: bytes.count / 2, by: 97) {
      #expect(throws: FormatError.self, "\(count) bytes") {
        try HDF5File(ByteRegion(origin: "cut.h5", bytes.prefix(count)))
      }
    }
  }

  @Test func randomDamage() throws {
    let original = try Self.golden("datasets.h5").withUnsafeBytes { [UInt8]($0) }
    var damage = Damage(seed: 1)
    for _ in 0..<1000 {
      let bytes = damage.applied(to: original)
      guard let file = try? HDF5File(ByteRegion(origin: "damaged.h5", bytes)) else { continue }
      for tensor in file.root.allDatasets { _ = try? tensor.floats() }
    }
  }
}
