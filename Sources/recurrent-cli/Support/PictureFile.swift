import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A picture as a file that a command makes.
enum PictureFile {
  /// A picture takes the place of a picture alone.
  ///
  /// - Parameters: as of ``Destination/require(_:_:reading:replacingOnly:thatBegins:)``.
  static func requireReplaceable(_ path: String, _ option: String, reading inputs: [String]) throws {
    try Destination.require(path, option, reading: inputs, replacingOnly: "picture", thatBegins: "<svg")
  }

  static func write(_ picture: Picture, to path: String) throws {
    try FileBytes.replace(path, with: Array(picture.text.utf8))
    Console.talk("Done: \(path) is a picture.")
  }
}
