import Synchronization

/// Inputs that can be read only once, a pipe or standard input, put aside on the disk so that work can read them as often
/// as it needs.
package enum KeptInput {
  private static let files = Mutex<[String: File]>([:])

  /// Reads an input to its end now, if it is no regular file or folder; `File(streaming:)` reads what was kept from then
  /// on, from its start each time.
  package static func keep(_ path: String) throws(FileError) {
    guard file(at: path) == nil, try !canBeReadAgain(path) else { return }
    let input = try File(streaming: path)
    let kept = try File(namelessIn: ScratchFile.usualFolder)
    while true {
      let bytes = try input.read(upTo: 1 << 20)
      if bytes.isEmpty { break }
      try bytes.withUnsafeBufferPointer { bytes throws(FileError) in
        try kept.write(UnsafeRawBufferPointer(bytes))
      }
    }
    files.withLock { $0[path] = kept }
  }

  package static func namesStandardInput(_ path: String) -> Bool { File.namesStandardInput(path) }

  static func file(at path: String) -> File? { files.withLock { $0[path] } }

  private static func canBeReadAgain(_ path: String) throws(FileError) -> Bool {
    guard !File.namesStandardInput(path) else { return false }
    return try FileSystem.kind(of: path) != .other
  }
}
