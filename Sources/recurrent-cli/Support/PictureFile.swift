import Recurrent
import RecurrentReports

/// A picture as a file that a command makes beside what it prints.
enum PictureFile {
  /// A picture takes the place of a picture alone.
  ///
  /// - Parameters: as of ``Destination/require(_:_:as:reading:replacingOnly:thatBegins:)``.
  static func require(_ path: String, _ option: String, reading inputs: [String]) throws {
    try Destination.require(
      path, option, as: .companion, reading: inputs, replacingOnly: "picture", thatBegins: "<svg")
  }

  static func write(_ picture: Picture, to path: String) throws {
    try Destination.write(picture.text, to: path, done: "\(path) is a picture.")
  }
}
