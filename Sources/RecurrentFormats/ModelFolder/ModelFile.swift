import RecurrentFoundation

/// The files that are a model.
package enum ModelFile: String, CaseIterable {
  case configuration = "config.json"
  case vocabulary = "vocabulary.json"
  case weights = "model.safetensors"

  /// The largest JSON file that is read.
  static let maximumJSONBytes = 1 << 28

  /// Under what name the weights' metadata holds this file's checksum.
  var checksumName: String { Self.sealPrefix + rawValue }

  static let sealPrefix = "xxh64-file:"

  /// What a training shows of itself; it counts for nothing.
  package static let report = "report.html"
  /// A folder inside the model's in which a new model is written; it counts for nothing.
  static let stagingFolder = ".recurrent-staging"
  /// The staging folder's name once everything in it is on the disk. What lies in it is the model's, before what lies
  /// beside it.
  static let committedFolder = ".recurrent-committed"

  /// Where to find this file of the model in `folder`.
  func path(in folder: String) throws(FileError) -> String {
    let committed = "\(folder)/\(Self.committedFolder)/\(rawValue)"
    return try FileSystem.kind(of: committed) == .missing ? "\(folder)/\(rawValue)" : committed
  }
}
