/// The bytes of a whole file, read where they lie: a page comes from the disk when it is first looked at.
///
/// The bytes stay while the object lives. A file that another program cuts short meanwhile ends the process when a lost
/// page is looked at, as the operating system has it; one that is replaced by renaming, as ours are, does not.
package final class MappedFile: Sendable {
  package let path: String
  /// Sendable, because nothing writes to them.
  private nonisolated(unsafe) let start: UnsafeRawPointer?
  package let count: Int

  package init(contentsOf path: String) throws(FileError) {
    let file = try File(reading: path)
    self.path = path
    count = try file.size()
    start = try count == 0 ? nil : UnsafeRawPointer(file.map(count))
  }

  deinit {
    if let start { File.unmap(UnsafeMutableRawPointer(mutating: start), count) }
  }

  /// Valid while this object lives.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}
