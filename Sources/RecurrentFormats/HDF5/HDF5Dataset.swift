import RecurrentFoundation

/// A dataset of numbers in one piece.
enum HDF5Dataset {
  /// What an address is where nothing has been written.
  private static let undefined = UInt64.max

  static func tensor(
    _ header: HDF5ObjectHeader, in region: ByteRegion, path: String
  ) throws(FormatError) -> StoredTensor {
    guard let space = header.message(.dataspace), let type = header.message(.datatype),
      let layout = header.message(.layout)
    else { throw region.malformed("the dataset \(path.quoted) does not say what it is") }
    guard header.message(.filters) == nil else { throw region.unsupported("it is compressed: \(HDF5File.remedy)") }
    guard case .number(let elementType) = try HDF5Datatype(type) else {
      throw region.unsupported("its elements are no numbers")
    }
    let bytes = try contents(layout, in: region)
    return try StoredTensor(
      name: path, elementType: elementType, shape: HDF5Dataspace(space).shape, origin: region.origin,
      storageBytes: bytes.count
    ) { bytes }
  }

  /// Layout, version 3 (specification, IV.A.2.i).
  private static func contents(_ layout: ByteRegion, in region: ByteRegion) throws(FormatError) -> ByteRegion {
    guard let version = layout.integer(UInt8.self, at: 0), let kind = layout.integer(UInt8.self, at: 1) else {
      throw region.malformed("a dataset's layout is cut short")
    }
    guard version == 3 || version == 4 else {
      throw region.unsupported("its layout is of HDF5 1.4 (version \(version)): \(HDF5File.remedy)")
    }
    var bytes: ByteRegion?
    switch kind {
    case 0:
      bytes = layout.integer(UInt16.self, at: 2).flatMap { layout.part(at: 4, count: Int($0)) }
    case 1:
      guard let address = layout.integer(UInt64.self, at: 2) else { break }
      // A dataset of no elements has no place.
      if address == undefined { return ByteRegion(origin: region.origin, []) }
      let size = layout.integer(UInt64.self, at: 10).flatMap(Int.init(exactly:))
      bytes = Int(exactly: address).flatMap { address in size.flatMap { region.part(at: address, count: $0) } }
    default: throw region.unsupported("it is stored in chunks: \(HDF5File.remedy)")
    }
    guard let bytes else { throw region.malformed("a dataset's numbers lie outside the file: it is cut short") }
    return bytes
  }
}
