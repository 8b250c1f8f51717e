/// Text as a file.
public enum TextFile {
  /// Writes a file, in the place of one that was there: whoever looks sees the old one or the new.
  ///
  /// - Throws: ``FileError``.
  public static func write(_ text: String, to path: String) throws {
    let staging = path + ".part"
    do {
      // Of a write that a crash cut short.
      try FileSystem.removeFile(staging)
      try FileSystem.create(staging, contents: Array(text.utf8))
      try FileSystem.rename(staging, to: path)
    } catch {
      try? FileSystem.removeFile(staging)
      throw error
    }
  }
}
