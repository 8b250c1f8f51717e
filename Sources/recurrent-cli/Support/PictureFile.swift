import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A picture as a file that a command makes.
enum PictureFile {
  /// A picture takes the place of a picture alone.
  ///
  /// - Parameters: as of ``Destination/require(_:_:reading:)``.
  static func requireReplaceable(_ path: String, _ option: String, reading inputs: [String]) throws {
    try Destination.require(path, option, reading: inputs)
    // Where there can be no file, writing says so.
    guard let kind = try? FileSystem.kind(of: path), kind == .file else { return }
    let file = try MappedFile(contentsOf: path)
    let isPicture = withExtendedLifetime(file) { file.bytes.isEmpty || file.bytes.starts(with: "<svg".utf8) }
    guard isPicture else {
      throw Failure(
        status: .cannotCreate, message: "\(path): there is a file that is no picture, and would be lost",
        hint: "Give another path, or remove it.")
    }
  }

  static func write(_ picture: Picture, to path: String) throws {
    try FileBytes.replace(path, with: Array(picture.text.utf8))
    Console.talk("Done: \(path) is a picture.")
  }
}
