/// Text as a file.
public enum TextFile {
  /// Writes a file, in the place of one that was there: whoever looks sees the old one or the new.
  ///
  /// - Throws: ``FileError``.
  public static func write(_ text: String, to path: String) throws {
    try FileBytes.replace(path, with: Array(text.utf8))
  }
}
