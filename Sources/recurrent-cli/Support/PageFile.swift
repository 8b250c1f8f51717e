import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A page as a file that a command makes.
enum PageFile {
  /// A page takes the place of a page alone: not of the text that it is about, and not of a model.
  ///
  /// - Parameters: as of ``Destination/require(_:_:reading:)``.
  static func requireReplaceable(_ path: String, _ option: String, reading inputs: [String]) throws {
    try Destination.require(path, option, reading: inputs)
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
    try FileBytes.replace(path, with: Array(page.text.utf8))
    Console.talk("Done: open \(path) in a browser.")
  }
}
