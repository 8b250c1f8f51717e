import RecurrentFoundation

/// The part of HDF5 that Keras has written since 2015: superblock 0, groups as symbol tables, contiguous datasets of
/// numbers and strings, attributes in object headers of version 1; and what h5py writes of the same with `libver="latest"`:
/// superblock 2 or 3, headers of version 2, links and attributes in heaps.
///
/// From the HDF Group's "HDF5 File Format Specification 3.0". Ours, since the library is the heaviest that a user would
/// have to install for a file of weights, and since this part is closed: all else is refused by its name.
struct HDF5File: Sendable {
  private static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
  /// How to mend what is refused.
  static let remedy = "copy it with h5py's defaults, uncompressed"

  let root: HDF5Group

  static func recognizes(_ region: ByteRegion) -> Bool { region.holds(signature, at: 0) }

  /// Reads all names, shapes and attributes; numbers are read when asked for.
  ///
  /// - Throws: ``FormatError`` where the file breaks the format or has what is not read.
  init(_ region: ByteRegion) throws(FormatError) {
    guard Self.recognizes(region), let version = region.integer(UInt8.self, at: 8) else {
      throw region.malformed("not an HDF5 file")
    }
    guard version <= 3 else { throw region.unsupported("HDF5 of superblock \(version) is not read: \(Self.remedy)") }
    let sizes = version <= 1 ? 13 : 9
    guard region.integer(UInt8.self, at: sizes) == 8, region.integer(UInt8.self, at: sizes + 1) == 8 else {
      throw region.unsupported("HDF5 with addresses or lengths of other than 8 bytes is not read: \(Self.remedy)")
    }
    // The addresses after the fixed fields: base, then free space, end, driver and the root's entry of a symbol table;
    // from superblock 2 on an extension, the end, and the root's header.
    let addresses = [24, 28, 12, 12][Int(version)]
    guard region.integer(UInt64.self, at: addresses) == 0 else {
      throw region.unsupported("HDF5 that does not begin at the file's first byte is not read")
    }
    guard let rootAddress = region.number(at: addresses + (version <= 1 ? 40 : 24), width: 8) else {
      throw region.malformed("its root group is missing")
    }
    var reader = HDF5TreeReader(region)
    root = try reader.group(at: rootAddress, name: "")
  }
}

/// A group: what is in it, by name.
package struct HDF5Group: Sendable {
  package let name: String
  package let attributes: [String: HDF5Attribute]
  package internal(set) var groups: [HDF5Group] = []
  /// Their names are paths from the root.
  package internal(set) var datasets: [StoredTensor] = []
  var unread: [UnreadTensor] = []

  init(name: String, attributes: [String: HDF5Attribute]) { (self.name, self.attributes) = (name, attributes) }

  package func group(_ name: String) -> HDF5Group? { groups.first { TokenKey($0.name) == TokenKey(name) } }

  /// What lies at a path of names with slashes between.
  package func group(at path: String) -> HDF5Group? {
    path.split(separator: "/").reduce(HDF5Group?.some(self)) { $0?.group(String($1)) }
  }

  /// The dataset at a path of names with slashes between.
  package func dataset(at path: String) -> StoredTensor? {
    let names = path.split(separator: "/")
    let holder = names.dropLast().reduce(HDF5Group?.some(self)) { $0?.group(String($1)) }
    return holder?.datasets.first { dataset in
      dataset.name.split(separator: "/").last?.utf8.elementsEqual(names.last?.utf8 ?? Substring().utf8) ?? false
    }
  }

  /// All datasets in it and in the groups in it.
  package var allDatasets: [StoredTensor] { datasets + groups.flatMap(\.allDatasets) }
  var allUnread: [UnreadTensor] { unread + groups.flatMap(\.allUnread) }
}

/// What an attribute says.
package enum HDF5Attribute: Sendable {
  case strings([String])
  case numbers(StoredTensor)
  case unread(reason: String)

  package var strings: [String]? {
    guard case .strings(let strings) = self else { return nil }
    return strings
  }
}
