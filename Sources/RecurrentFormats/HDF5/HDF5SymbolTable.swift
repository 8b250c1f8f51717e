import RecurrentFoundation

/// The members of a group: a B-tree of version 1 whose leaves are tables of names and addresses; the names lie in a heap of
/// their own (specification, III.A.1, III.B, III.C, III.D).
struct HDF5SymbolTable {
  private static let maximumDepth = 16
  /// An entry: where its name is, its address, what is cached of it (24 bytes).
  private static let entrySize = 40

  private let region: ByteRegion
  private let tree: Int
  private let names: ByteRegion

  init(_ region: ByteRegion, message: ByteRegion) throws(FormatError) {
    self.region = region
    guard let tree = message.integer(UInt64.self, at: 0).flatMap(Int.init(exactly:)),
      let heap = message.integer(UInt64.self, at: 8).flatMap(Int.init(exactly:)),
      region.holds(Array("HEAP".utf8), at: heap),
      let size = region.integer(UInt64.self, at: heap + 8).flatMap(Int.init(exactly:)),
      let start = region.integer(UInt64.self, at: heap + 24).flatMap(Int.init(exactly:)),
      let names = region.part(at: start, count: size)
    else { throw region.malformed("a group's table of members is cut short") }
    (self.tree, self.names) = (tree, names)
  }

  func members() throws(FormatError) -> [(name: String, address: Int)] {
    var members: [(name: String, address: Int)] = []
    var seen: Set<Int> = []
    try collect(tree, depth: 0, into: &members, seen: &seen)
    return members
  }

  private func collect(
    _ address: Int, depth: Int, into members: inout [(name: String, address: Int)], seen: inout Set<Int>
  ) throws(FormatError) {
    guard depth <= Self.maximumDepth, seen.insert(address).inserted else {
      throw region.malformed("a tree of members holds itself")
    }
    if region.holds(Array("SNOD".utf8), at: address) { return try collectLeaf(address, into: &members) }
    guard region.holds(Array("TREE".utf8), at: address), region.integer(UInt8.self, at: address + 4) == 0,
      let count = region.integer(UInt16.self, at: address + 6)
    else { throw region.malformed("no tree of members at byte \(address)") }
    // A key, a child, a key, ...; keys are for those who look for one name.
    for index in 0..<Int(count) {
      guard let child = region.integer(UInt64.self, at: address + 32 + 16 * index).flatMap(Int.init(exactly:)) else {
        throw region.malformed("a tree of members is cut short")
      }
      try collect(child, depth: depth + 1, into: &members, seen: &seen)
    }
  }

  private func collectLeaf(
    _ address: Int, into members: inout [(name: String, address: Int)]
  ) throws(FormatError) {
    guard let count = region.integer(UInt16.self, at: address + 6) else {
      throw region.malformed("a table of members is cut short")
    }
    for index in 0..<Int(count) {
      let entry = address + 8 + Self.entrySize * index
      guard let name = region.integer(UInt64.self, at: entry).flatMap(Int.init(exactly:)),
        let header = region.integer(UInt64.self, at: entry + 8), let cache = region.integer(UInt32.self, at: entry + 16)
      else { throw region.malformed("a table of members is cut short") }
      let text = try text(at: name)
      guard cache != 2, let header = Int(exactly: header) else {
        throw region.unsupported("the link \(text.quoted) is symbolic: \(HDF5File.remedy)")
      }
      members.append((text, header))
    }
  }

  private func text(at offset: Int) throws(FormatError) -> String {
    let text = names.withUnsafeBytes { bytes -> String? in
      guard offset <= bytes.count, let end = bytes[offset...].firstIndex(of: 0) else { return nil }
      return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
    guard let text else { throw region.malformed("a member's name lies outside its heap") }
    return text
  }
}
