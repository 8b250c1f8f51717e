import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A page as a file that a command makes.
enum PageFile {
  /// A page takes the place of a page alone: not of the text that it is about, and not of a model.
  static func requireReplaceable(_ path: String) throws {
    // Where there can be no file, writing says so.
    guard let kind = try? FileSystem.kind(of: path), kind == .file else { return }
    let file = try MappedFile(contentsOf: path)
    let isPage = withExtendedLifetime(file) {
      file.bytes.isEmpty || file.bytes.starts(with: "<!DOCTYPE html".utf8)
    }
    guard isPage else {
      throw Failure(
        status: .cannotCreate, message: "\(path): there is a file that is no page, and would be lost",
        hint: "Give another path, or remove it.")
    }
  }

  static func write(_ page: Page, to path: String) throws {
    try requireReplaceable(path)
    do {
      try FileBytes.replace(path, with: Array(page.text.utf8))
    } catch let error as FileError {
      throw Failure(status: .cannotCreate, message: "\(error)")
    }
    Console.talk("Done: open \(path) in a browser.")
  }
}
