import Recurrent
import RecurrentReports

/// A page as a file that a command makes.
enum PageFile {
  /// A page takes the place of a page alone: not of the text that it is about, and not of a model.
  ///
  /// - Parameters: as of ``Destination/require(_:_:as:reading:replacingOnly:thatBegins:)``.
  static func require(
    _ path: String, _ option: String, as form: Destination.Form = .text, reading inputs: [String]
  ) throws {
    try Destination.require(
      path, option, as: form, reading: inputs, replacingOnly: "page", thatBegins: "<!DOCTYPE html")
  }

  static func write(_ page: Page, to path: String) throws {
    try Destination.write(page.text, to: path, done: "open \(path) in a browser.")
  }
}
