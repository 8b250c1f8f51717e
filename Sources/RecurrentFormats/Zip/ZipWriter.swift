import RecurrentFoundation

/// Writes a zip file, entry by entry, as they are: what other programs map into memory must not be compressed.
final class ZipWriter {
  private struct Written {
    let name: [UInt8]
    let checksum: UInt32
    let size: Int
    let offset: Int
  }

  private let file: File
  private var written: [Written] = []
  private var position = 0

  /// Makes a new file.
  ///
  /// - Throws: ``FileError``, also where there is a file already.
  init(creating path: String) throws(FileError) {
    file = try File(creating: path)
  }

  /// Adds an entry of these parts, one after another.
  func add(_ name: String, _ parts: [ByteRegion]) throws {
    var checksum = CRC32()
    for part in parts { part.withUnsafeBytes { checksum.update($0) } }
    let entry = Written(
      name: Array(name.utf8), checksum: checksum.value, size: parts.reduce(0) { $0 + $1.count }, offset: position)
    try write(Self.localHeader(of: entry))
    for part in parts { try part.withUnsafeBytes { try file.write($0) } }
    position += entry.size
    written.append(entry)
  }

  /// Writes the central directory, and waits until all is on the disk.
  func finish() throws {
    let start = position
    for entry in written { try write(Self.directoryHeader(of: entry)) }
    try write(Self.end(count: written.count, size: position - start, offset: start))
    try file.synchronize()
  }

  private func write(_ record: Record) throws {
    try record.bytes.withUnsafeBytes { try file.write($0) }
    position += record.bytes.count
  }

}

extension ZipWriter {
  /// A record's bytes, number by number.
  private struct Record {
    private(set) var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ numbers: Number...) {
      for number in numbers { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    }

    mutating func append(_ more: [UInt8]) { bytes += more }
  }

  /// The versions of the format that readers must know, for 64-bit sizes.
  private static let version: UInt16 = 45
  /// The flag of names in UTF-8.
  private static let utf8: UInt16 = 1 << 11
  /// 1 January 1980: the same tensors make the same file.
  private static let noDate: UInt16 = 0x21

  private static func narrow(_ number: Int) -> UInt32 { UInt32(exactly: number) ?? ZipDirectory.elsewhere32 }

  /// The extra field with those of these numbers that 32 bits do not hold.
  private static func extra(_ numbers: [Int]) -> [UInt8] {
    let wide = numbers.filter { narrow($0) == ZipDirectory.elsewhere32 }
    guard !wide.isEmpty else { return [] }
    var field = Record()
    field.append(ZipDirectory.tag64, UInt16(8 * wide.count))
    for number in wide { field.append(UInt64(number)) }
    return field.bytes
  }

  private static func localHeader(of entry: Written) -> Record {
    // A local header has both sizes in its extra field or none.
    let extra = extra(narrow(entry.size) == ZipDirectory.elsewhere32 ? [entry.size, entry.size] : [])
    var record = Record()
    record.append(ZipDirectory.localSignature)
    record.append(version, utf8, ZipEntry.Method.stored.rawValue, 0, noDate)
    record.append(entry.checksum, narrow(entry.size), narrow(entry.size))
    record.append(UInt16(entry.name.count), UInt16(extra.count))
    record.append(entry.name + extra)
    return record
  }

  private static func directoryHeader(of entry: Written) -> Record {
    let extra = extra([entry.size, entry.size, entry.offset])
    var record = Record()
    record.append(ZipDirectory.headerSignature)
    record.append(version, version, utf8, ZipEntry.Method.stored.rawValue, 0, noDate)
    record.append(entry.checksum, narrow(entry.size), narrow(entry.size))
    record.append(UInt16(entry.name.count), UInt16(extra.count), 0, 0, 0)
    record.append(UInt32(0), narrow(entry.offset))
    record.append(entry.name + extra)
    return record
  }

  private static func end(count: Int, size: Int, offset: Int) -> Record {
    let narrowCount = UInt16(exactly: count) ?? ZipDirectory.elsewhere16
    let needsWide =
      narrowCount == ZipDirectory.elsewhere16 || narrow(size) == ZipDirectory.elsewhere32
      || narrow(offset) == ZipDirectory.elsewhere32
    var record = Record()
    if needsWide {
      record.append(ZipDirectory.endSignature64)
      record.append(UInt64(ZipDirectory.endSize64 - 12))
      record.append(version, version)
      record.append(UInt32(0), 0)
      record.append(UInt64(count), UInt64(count), UInt64(size), UInt64(offset))
      record.append(ZipDirectory.locatorSignature, 0)
      record.append(UInt64(offset + size))
      record.append(UInt32(1))
    }
    record.append(ZipDirectory.endSignature)
    record.append(UInt16(0), 0, narrowCount, narrowCount)
    record.append(narrow(size), narrow(offset))
    record.append(UInt16(0))
    return record
  }
}
