import RecurrentFoundation

/// Walks the groups of an HDF5 file.
struct HDF5TreeReader {
  /// Deeper than groups lie in groups.
  private static let maximumDepth = 32
  /// More groups and datasets than any model has.
  private static let maximumObjects = 1 << 20

  private let region: ByteRegion
  private var objectCount = 0
  /// The groups that are being read: one that holds itself would never end.
  private var open: Set<Int> = []

  init(_ region: ByteRegion) { self.region = region }

  mutating func group(at address: Int, name: String, path: String = "") throws(FormatError) -> HDF5Group {
    let header = try HDF5ObjectHeader(region, at: address)
    return try group(header, at: address, name: name, path: path)
  }

  private mutating func group(
    _ header: HDF5ObjectHeader, at address: Int, name: String, path: String
  ) throws(FormatError) -> HDF5Group {
    guard open.count < Self.maximumDepth, open.insert(address).inserted else {
      throw region.malformed("the group \(path.quoted) holds itself, or lies in more than \(Self.maximumDepth) others")
    }
    defer { open.remove(address) }
    var group = HDF5Group(name: name, attributes: try HDF5AttributeReader(region).attributes(of: header))
    for (name, address) in try members(header, path: path) {
      objectCount += 1
      guard objectCount <= Self.maximumObjects else {
        throw region.unsupported("more than \(Self.maximumObjects) groups and datasets")
      }
      try add(name, at: address, to: &group, path: path.isEmpty ? name : "\(path)/\(name)")
    }
    return group
  }

  private func members(_ header: HDF5ObjectHeader, path: String) throws(FormatError) -> [(name: String, address: Int)] {
    if let table = header.message(.symbolTable) { return try HDF5SymbolTable(region, message: table).members() }
    guard let links = HDF5Links(region, header) else {
      throw region.malformed("the group \(path.quoted) has no table of its members")
    }
    return try links.members()
  }

  private mutating func add(
    _ name: String, at address: Int, to group: inout HDF5Group, path: String
  ) throws(FormatError) {
    let header = try HDF5ObjectHeader(region, at: address)
    if header.message(.dataspace) == nil {
      group.groups.append(try self.group(header, at: address, name: name, path: path))
      return
    }
    do {
      group.datasets.append(try HDF5Dataset.tensor(header, in: region, path: path))
    } catch {
      // What is sound and only not read does not make the rest useless.
      guard case .unsupported(let reason) = error.problem else { throw error }
      group.unread.append(UnreadTensor(name: path, reason: reason))
    }
  }
}
