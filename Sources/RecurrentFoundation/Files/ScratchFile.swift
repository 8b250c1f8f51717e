/// Room on the disk for what memory does not hold: a file without a name, which goes with its last reference, however
/// the program ends.
package final class ScratchFile: Sendable {
  private let file: File

  private let folder: String

  package init(in folder: String = usualFolder) throws(FileError) {
    self.folder = folder
    file = try File(namelessIn: folder)
  }

  /// What `TMPDIR` names, or `/var/tmp`: `/tmp` is often memory itself.
  package static var usualFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp" }

  /// Writes bytes from `offset` on, in the place of any that are there.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    try file.write(bytes, at: offset)
  }

  /// Fills `buffer` from the bytes at `offset`.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
    let received = try file.read(into: buffer, at: offset)
    precondition(received == buffer.count, "ScratchFile: expected \(buffer.count) bytes at \(offset), got \(received)")
  }

  /// Another file with the same bytes.
  package func copy() throws(FileError) -> ScratchFile {
    let (copy, size) = (try ScratchFile(in: folder), try file.size())
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { block.deallocate() }
    for offset in stride(from: 0, to: size, by: block.count) {
      let part = UnsafeMutableRawBufferPointer(rebasing: block[..<min(block.count, size - offset)])
      try read(into: part, at: offset)
      try copy.write(UnsafeRawBufferPointer(part), at: offset)
    }
    return copy
  }
}
