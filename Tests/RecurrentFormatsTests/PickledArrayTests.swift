import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

/// NumPy's arrays in pickles by themselves.
@Suite struct PickledArrayTests {
  private let folder = try! TemporaryFolder()

  private static func golden(_ name: String) -> String {
    Bundle.module.resourceURL!.appendingPathComponent("Golden/\(name)").path
  }

  /// `make_npy.py` wrote the same in each protocol.
  @Test(arguments: [0, 2, 4, 5]) func arraysOfAnyProtocol(number: Int) throws {
    let archive = try TensorArchive(contentsOf: Self.golden("arrays_\(number).pkl"))
    #expect(archive.format == .pickle)
    #expect(archive.tensors.map(\.name) == ["weights.0", "weights.1", "rest.f64", "rest.bool"])
    let columns = try archive.tensor(named: "weights.0")
    #expect(columns.shape == [2, 3] && columns.elementType == .float32)
    #expect(try columns.floats() == [0, 1, -2, 0.5, 100, -0.25])
    #expect(try archive.tensor(named: "weights.1").integers() == [0, -(1 << 50), -(127 << 50)])
    #expect(try archive.tensor(named: "rest.f64").floats() == [0, 1, -2, 0.5, 100, -0.25])
    #expect(try archive.tensor(named: "rest.bool").integers() == [1, 0, 1])
  }

  /// Python 2 has bytes as a string, here of the number 1 and of one whose bytes are no text.
  private func old(shape: String, type: String = "f4", bytes: [UInt8]) -> [UInt8] {
    let head =
      "(dS'w'\ncnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(\(shape)t"
      + "cnumpy\ndtype\n(S'\(type)'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\n"
    return Array(head.utf8) + bytes + Array("tbs.".utf8)
  }

  private func open(_ bytes: [UInt8]) throws -> TensorArchive {
    try TensorArchive(contentsOf: folder.write(bytes, to: "arrays.pkl"))
  }

  @Test func arraysOfPython2() throws {
    let short = old(shape: "I2\n", bytes: Array("U\u{8}".utf8) + [0, 0, 0x80, 0x3F, 0xFF, 0, 0, 0xC0])
    #expect(try open(short).tensor(named: "w").floats()[0] == 1)
    let written = old(shape: "I2\n", bytes: Array(#"S"\x00\x00\x80?\n'\\\xc0""#.utf8) + [10])
    #expect(try open(written).tensor(named: "w").floats() == [1, Float(bitPattern: 0xC05C_270A)])
  }

  @Test func whatIsNoArrayOfNumbersIsNamed() throws {
    let text = try open(old(shape: "I1\n", type: "S4", bytes: Array("S'abcd'\n".utf8)))
    #expect(text.tensors.isEmpty)
    #expect(text.unread.map(\.name) == ["w"] && text.unread[0].reason.contains("only numbers and booleans"))
    let objects = try open(old(shape: "I1\n", type: "O8", bytes: Array("(lp0\n".utf8)))
    #expect(objects.unread.map(\.name) == ["w"])
  }

  @Test(arguments: [("I3\n", "elements end after"), ("I-3\n", "cannot be"), ("S'x'\n", "cannot be read")])
  func hostileShapes(shape: String, expected: String) {
    let error = #expect(throws: FormatError.self) { try open(old(shape: shape, bytes: Array("U\u{4}abcd".utf8))) }
    #expect(error?.description.contains(expected) == true, "\(error as Any)")
  }

  @Test func textOfProtocolZero() throws {
    let region = ByteRegion(origin: "test.pkl", Array("V\\u00e9\\U0001F600a\\b".utf8) + [0xE9] + Array("\n.".utf8))
    #expect(try Unpickler.read(region).pickle.root.string == "é😀a\\bé")
  }

  @Test(arguments: ["V\\u00\n", "V\\ud800\n", "S'\n", "S'a\n", #"S'a\'"# + "\n", #"S'\xg0'"# + "\n"])
  func hostileStrings(text: String) {
    #expect(throws: FormatError.self) { try Unpickler.read(ByteRegion(origin: "test.pkl", (text + ".").utf8)) }
  }
}
