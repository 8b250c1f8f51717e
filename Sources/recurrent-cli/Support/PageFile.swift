import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A page as a file that a command makes.
enum PageFile {
  /// A page takes the place of a page alone: not of the text that it is about, and not of a model.
  ///
  /// - Parameters: as of ``Destination/require(_:_:reading:replacingOnly:thatBegins:)``.
  static func requireReplaceable(_ path: String, _ option: String, reading inputs: [String]) throws {
    try Destination.require(path, option, reading: inputs, replacingOnly: "page", thatBegins: "<!DOCTYPE html")
  }

  static func write(_ page: Page, to path: String) throws {
    try FileBytes.replace(path, with: Array(page.text.utf8))
    Console.talk("Done: open \(path) in a browser.")
  }
}
