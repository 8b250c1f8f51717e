import RecurrentFoundation
import TestSupport
import Testing

@testable import RecurrentFormats

/// Pickles written out by hand, instruction by instruction.
@Suite struct PickleTests {
  private func read(_ text: String) throws -> Pickle {
    try Unpickler.read(ByteRegion(origin: "test.pkl", text.utf8)).pickle
  }

  private func reason(_ bytes: some Collection<UInt8>) -> String {
    do {
      _ = try Unpickler.read(ByteRegion(origin: "test.pkl", bytes))
      return "sound"
    } catch { return "\(error)" }
  }

  @Test func protocolZero() throws {
    let pickle = try read("(lp0\nI1\naI01\naL-5L\naF1.5\naVhello\na.")
    let items = try #require(pickle.node(pickle.root)).items
    #expect(items.count == 5)
    #expect(items[0].integer == 1)
    guard case .bool(true) = items[1], case .float(1.5) = items[3] else { return #expect(Bool(false)) }
    #expect(items[2].integer == -5)
    #expect(items[4].string == "hello")
  }

  /// What makes Python run a program is a bag here.
  @Test func nothingIsCalled() throws {
    let pickle = try read("cos\nsystem\n(S'true'\ntR.")
    let call = try #require(pickle.call(pickle.root))
    #expect(call.function == "os.system")
    #expect(call.arguments.count == 1)
  }

  @Test func aListThatHoldsItself() throws {
    let pickle = try read("]q\u{0}h\u{0}a.")
    let node = try #require(pickle.node(pickle.root))
    guard case .node(let index) = node.items[0], case .node(let own) = pickle.root else { return #expect(Bool(false)) }
    #expect(index == own)
  }

  /// A million lists in each other are as flat as one.
  @Test func deepNesting() {
    let depth = 200_000
    let text = String(repeating: "]", count: depth) + String(repeating: "a", count: depth - 1) + "."
    #expect(reason(text.utf8) == "sound")
    #expect(reason(String(repeating: "]", count: 2_000_000).utf8).contains("more than 1048576 values"))
  }

  @Test(arguments: [
    ("", "cut short"), (".", "a value is missing"), ("a", "a value is missing"), ("h\u{5}.", "did not keep"),
    ("t.", "a mark is missing"), ("K", "cut short"), ("(K\u{1}u.", "a key has no"),
    ("}(K\u{1}u.", "a key has no"),
    ("K\u{1}K\u{2}a.", "holds nothing"), (")K\u{1}a.", "another kind"), ("\u{1}.", "instruction 1 is not read"),
    ("Ix\n.", "none of 64 bits"), ("Vabc", "does not end"),
  ])
  func hostilePickles(text: String, expected: String) {
    #expect(reason(text.utf8).contains(expected), "\(reason(text.utf8))")
  }

  @Test func lengthsBeyondTheFile() {
    #expect(reason([0x8D] + [UInt8](repeating: 0xFF, count: 8)).contains("a length cannot be"))
    #expect(reason([0x58, 0xFF, 0xFF, 0xFF, 0x7F, 0x2E]).contains("cut short"))
    #expect(reason([0x8B, 0, 0, 0, 0x80, 0x2E]).contains("a length cannot be"))
  }

  @Test func longNumbers() throws {
    func long(_ bytes: [UInt8]) throws -> PickleValue {
      try Unpickler.read(ByteRegion(origin: "", [0x8A, UInt8(bytes.count)] + bytes + [0x2E])).pickle.root
    }
    #expect(try long([]).integer == 0)
    #expect(try long([0xFF]).integer == -1)
    #expect(try long([0x00, 0x01]).integer == 256)
    guard case .largeInteger = try long([UInt8](repeating: 1, count: 9)) else { return #expect(Bool(false)) }
  }
}
