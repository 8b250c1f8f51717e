import RecurrentFoundation

/// A file of events that TensorBoard reads while it grows.
final class EventFile {
  private let file: File

  /// Makes a file of its own in a folder, which is made too: several trainings may write into one.
  ///
  /// - Throws: `FileError`.
  init(in folder: String) throws {
    try FileSystem.createFolders(folder)
    let time = WallClock.seconds
    let name = "\(folder)/events.out.tfevents.\(Int(time))."
    var number = 0
    while try FileSystem.kind(of: name + "\(number)") != .missing { number += 1 }
    file = try File(creating: name + "\(number)")
    try write([TensorBoardEvent(time: time, step: 0, content: .version)])
  }

  /// - Throws: `FileError`.
  func write(_ events: [TensorBoardEvent]) throws {
    try events.flatMap { EventRecord.bytes(of: $0.bytes) }.withUnsafeBytes { try file.write($0) }
  }
}
