import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

@Suite struct NPZTests {
  let folder = try! TemporaryFolder()

  private static func golden(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)").path
  }

  /// What `make_npy.py` put into the files.
  private static let values: [Float] = [0, 1, -2, 0.5, 100, -0.25]

  @Test(arguments: ["arrays.npz", "arrays_deflated.npz"])
  func readsWhatNumPyWrote(name: String) throws {
    let file = try NPZFile(contentsOf: Self.golden(name))
    #expect(file.tensors.count == 12)
    for (name, type) in [("f32", ElementType.float32), ("f64", .float64), ("f16", .float16), ("columns", .float32)] {
      let tensor = try file.tensor(named: name)
      #expect(tensor.elementType == type)
      #expect(tensor.shape == [2, 3])
      #expect(try tensor.floats() == Self.values, "\(name)")
    }
    #expect(try file.tensor(named: "u8").integers() == [0, 1, 127])
    #expect(try file.tensor(named: "i8").integers() == [0, -1, -127])
    #expect(try file.tensor(named: "i32").integers() == [0, -10_000_000, -1_270_000_000])
    #expect(try file.tensor(named: "i64").integers() == [0, -(1 << 50), -(127 << 50)])
    #expect(try file.tensor(named: "bool").integers() == [1, 0, 1])
    #expect(try file.tensor(named: "scalar").shape == [])
    #expect(try file.tensor(named: "scalar").floats() == [7])
    #expect(try file.tensor(named: "empty").shape == [0, 4])
    #expect(try file.tensor(named: "empty").floats() == [])
    #expect(try file.tensor(named: "이름/a").floats() == (0..<1000).map(Float.init))
  }

  @Test func readsAnArrayWithoutAName() throws {
    let tensor = try NPYFile.tensor(contentsOf: Self.golden("array.npy"))
    #expect(tensor.shape == [2, 3])
    #expect(try tensor.floats() == Self.values)
  }

  @Test func writtenArraysAreReadBack() throws {
    let tensors = [
      StoredTensor(name: "x", shape: [2, 3], floats: Self.values),
      StoredTensor(name: "steps", shape: [2], integers: [-1, .max]),
      StoredTensor(name: "half", shape: [2], elementType: .float16, bytes: [0, 0x3C, 0, 0xC0]),
      StoredTensor(name: "yes", shape: [], elementType: .bool, bytes: [1]),
      StoredTensor(name: "none", shape: [0], floats: []),
    ]
    let path = folder.path("out.npz")
    try NPZFile.write(tensors, to: path)
    let file = try NPZFile(contentsOf: path)
    #expect(file.tensors.map(\.name) == tensors.map(\.name))
    for tensor in tensors {
      let read = try file.tensor(named: tensor.name)
      #expect(read.shape == tensor.shape)
      #expect(read.elementType == tensor.elementType)
      #expect(try read.bytes() == tensor.bytes())
    }
    #expect(try file.tensor(named: "half").floats() == [1, -2])
  }

  /// NumPy's own file of the same arrays has the same headers and numbers.
  @Test func writesTheBytesThatNumPyWrites() throws {
    let original = try ZipFile(ByteRegion(contentsOf: Self.golden("arrays.npz")), maximumBytes: 1 << 20)
    let path = folder.path("copy.npz")
    try NPZFile.write(NPZFile(contentsOf: Self.golden("arrays.npz")).tensors, to: path)
    let copy = try ZipFile(ByteRegion(contentsOf: path), maximumBytes: 1 << 20)
    #expect(copy.entries.map(\.name) == original.entries.map(\.name))
    for (mine, theirs) in zip(copy.entries, original.entries) where mine.name != "columns.npy" {
      #expect(mine.checksum == theirs.checksum, "\(mine.name)")
    }
  }

  @Test func bfloat16IsRefusedByName() throws {
    let tensor = StoredTensor(name: "b", shape: [1], elementType: .bfloat16, bytes: [0, 0])
    let path = folder.path("b.npz")
    let error = #expect(throws: FormatError.self) { try NPZFile.write([tensor], to: path) }
    #expect(error?.problem == .unsupported("NumPy has no BF16: write it as F32"))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aMissingArrayNamesThoseThatThereAre() throws {
    let file = try NPZFile(contentsOf: Self.golden("arrays.npz"))
    let error = #expect(throws: FormatError.self) { try file.tensor(named: "f23") }
    guard case .missing("f23", let known) = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
    #expect(known.contains("f32"))
  }

  @Test func aFileThatTakesTooMuchIsRefusedBeforeInflating() throws {
    let path = Self.golden("arrays_deflated.npz")
    let error = #expect(throws: FormatError.self) { try NPZFile(contentsOf: path, maximumBytes: 5000) }
    guard case .tooLarge(let bytes, limit: 5000) = error?.problem else {
      return #expect(Bool(false), "\(error as Any)")
    }
    #expect(bytes > 5000)
  }

  @Test(arguments: [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "big-endian"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "only numbers"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "records"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "end after their storage of 4 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}", "member x"),
    ("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }", "needs 2 bytes, and it has 4"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", "cannot be"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "no whole number"),
    ("{'descr': '<f4', 'shape': (1,), }", "a member is missing"),
    ("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }", "occurs twice"),
    ("__import__('os').system('true')", "{ expected"),
  ])
  func hostileHeaders(header: String, reason: String) throws {
    let text = Array(header.utf8)
    let bytes = NPYHeader.magic + [1, 0, UInt8(text.count), 0] + text + [0, 0, 0, 0]
    let path = try folder.write(bytes, to: "hostile.npy")
    let error = #expect(throws: FormatError.self) { try NPYFile.tensor(contentsOf: path) }
    #expect(error?.description.contains(reason) == true, "\(error as Any)")
  }
}
