import RecurrentFoundation

/// A zip file open for reading: entries stored or deflated, above 4 GiB too (PKWARE's APPNOTE 6.3.10).
///
/// Ours rather than a library's, since nobody who uses the package should have to fetch one, and since stored tensors
/// are used where they lie in the mapped file.
struct ZipFile: Sendable {
  let region: ByteRegion
  let entries: [ZipEntry]
  private let byName: [TokenKey: Int]

  /// Whether bytes begin as a zip file does.
  static func recognizes(_ region: ByteRegion) -> Bool {
    region.holds([0x50, 0x4B, 3, 4], at: 0) || region.holds([0x50, 0x4B, 5, 6], at: 0)
  }

  /// Reads the central directory and checks it: every entry lies in the file, none has another's name or bytes.
  ///
  /// - Parameter maximumBytes: what all entries may take once inflated.
  /// - Throws: ``FormatError``.
  init(_ region: ByteRegion, maximumBytes: Int) throws(FormatError) {
    self.region = region
    entries = try ZipDirectory.entries(of: region)
    var byName: [TokenKey: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard byName.updateValue(index, forKey: TokenKey(entry.name)) == nil else {
        throw region.malformed("the entry \(entry.name.quoted) occurs twice")
      }
    }
    self.byName = byName
    try Self.requireApart(entries, in: region)
    let total = entries.reduce(0) { $0.addingReportingOverflow($1.size).overflow ? .max : $0 + $1.size }
    guard total <= maximumBytes else {
      throw FormatError(origin: region.origin, problem: .tooLarge(bytes: total, limit: maximumBytes))
    }
  }

  /// Entries that share bytes make a small file a large one.
  private static func requireApart(_ entries: [ZipEntry], in region: ByteRegion) throws(FormatError) {
    let sorted = entries.sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    for (first, second) in zip(sorted, sorted.dropFirst()) where first.bytes.upperBound > second.bytes.lowerBound {
      throw region.malformed("the entries \(first.name.quoted) and \(second.name.quoted) share bytes")
    }
  }

  func entry(named name: String) -> ZipEntry? { byName[TokenKey(name)].map { entries[$0] } }

  /// An entry's bytes: of one that is stored, where they lie; of one that is deflated, inflated.
  ///
  /// - Throws: ``FormatError`` where they are not those that were written, or no zlib is there to inflate them.
  func contents(of entry: ZipEntry) throws(FormatError) -> ByteRegion {
    let contents = try unpacked(entry, count: entry.size)
    guard contents.withUnsafeBytes(CRC32.checksum) == entry.checksum else {
      throw contents.malformed("its bytes are not those that were written (checksum): the file is damaged")
    }
    return contents
  }

  /// The first bytes of an entry, at most `count`, unchecked: enough to tell what it is.
  func beginning(of entry: ZipEntry, count: Int) throws(FormatError) -> ByteRegion {
    try unpacked(entry, count: min(count, entry.size))
  }

  private func unpacked(_ entry: ZipEntry, count: Int) throws(FormatError) -> ByteRegion {
    let origin = "\(region.origin): \(entry.name.visible(200))"
    guard let packed = region.part(at: entry.bytes.lowerBound, count: entry.bytes.count)?.named(origin) else {
      throw region.malformed("the entry \(entry.name.quoted) ends after the file")
    }
    if entry.method == .stored { return packed.part(at: 0, count: count) ?? packed }
    do {
      return try ByteRegion(origin: origin, count: count) { (output) throws(Inflater.Failure) in
        try packed.withUnsafeBytes { (input) throws(Inflater.Failure) in
          try Inflater.inflate(input, into: output, whole: count == entry.size)
        }
      }
    } catch {
      switch error {
      case .noLibrary:
        throw packed.unsupported("it is compressed, and this machine has no zlib: install it, or store it uncompressed")
      case .damaged(let reason): throw packed.malformed("cannot be inflated: \(reason)")
      }
    }
  }
}
