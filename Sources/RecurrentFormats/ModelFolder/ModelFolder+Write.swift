import RecurrentFoundation
import RecurrentText

extension ModelFolder {
  /// Saves a model, in the place of the one that was in the folder before.
  ///
  /// - Parameters:
  ///   - kind: the task it is for, such as `language-model`.
  ///   - configuration: what the task needs to build the model again.
  ///   - vocabulary: what turns text into ids; nil for models without text.
  ///   - tensors: the weights, in PyTorch's names and shapes.
  ///   - path: the model's folder; made, with those above it, where it is not there.
  /// - Throws: ``ModelFolderError/occupied(path:by:)`` where the folder holds something else,
  ///   ``ModelFolderError/holdsOtherKind(path:found:new:)`` where it is a model of another kind, ``SafetensorsError``
  ///   where a number is not finite, ``FormatError`` where it is too large for its type, ``FileError`` where the folder
  ///   cannot be written or the disk is full. The folder then holds what it held before.
  public static func write(
    kind: String, configuration: some Encodable, vocabulary: (any Encodable)?, tensors: [NamedTensor], to path: String
  ) throws {
    let files = ModelFolderWriter.Files(
      kind: kind,
      configuration: try JSONFile.encode(ModelEnvelope(kind: kind, configuration: configuration), readable: true),
      vocabulary: try vocabulary.map { try JSONFile.encode($0, readable: false) },
      tensors: try tensors.stored(in: "\(path)/\(ModelFile.weights.rawValue)"))
    try ModelFolderWriter(path: path, files: files).write()
  }

  /// Checks that a model can be saved in a folder, to be told so before a long training rather than after it. Nothing is
  /// left behind, and what other processes save there meanwhile is not touched.
  ///
  /// - Parameter kind: what the model will be; nil: what is there.
  /// - Throws: as ``write(kind:configuration:vocabulary:tensors:to:)``.
  public static func checkWritable(_ path: String, for kind: String? = nil) throws {
    _ = try claim(path, for: kind)
    try FileSystem.checkWritable(folder: path)
  }

  /// Waits until no other process saves a model in a folder, and checks that one may be saved there.
  ///
  /// - Returns: The right to save there, for as long as it is kept; nil: there is no folder yet.
  static func claim(_ path: String, for kind: String? = nil) throws -> File? {
    switch try FileSystem.kind(of: path) {
    case .missing: return nil
    case .file, .other: throw ModelFolderError.occupied(path: path, by: "a file")
    case .folder: break
    }
    let folder = try File(folder: path)
    folder.lock()
    try checkContents(of: path, for: kind)
    return folder
  }

  /// Also one whose writing a crash cut short.
  private static func isReport(_ name: String) -> Bool {
    name == ModelFile.report || name == ModelFile.report + FileBytes.stagingSuffix
  }

  /// Whether a training has begun here: what else has come into its folder since does not cost its model.
  private static func isOfTraining(_ path: String) throws -> Bool {
    try TrainingLock.isIn(path) || !CheckpointFolder(in: path).isEmpty
  }

  /// Nothing, a model or the report of a training may become a model. Names with a dot in front are nobody's work.
  private static func checkContents(of path: String, for kind: String?) throws {
    let configuration = try ModelFile.configuration.path(in: path)
    if try FileSystem.kind(of: configuration) == .missing {
      if try isOfTraining(path) { return }
      if let name = try FileSystem.names(in: path).first(where: { !$0.hasPrefix(".") && !isReport($0) }) {
        throw ModelFolderError.occupied(path: path, by: name.quoted)
      }
    } else {
      let bytes = try FileSystem.contents(of: configuration, limit: ModelFile.maximumJSONBytes)
      let found: String
      do throws(ModelFolderError) {
        found = try ModelEnvelopeHead.read(bytes, path: configuration).kind
      } catch .foreignVersion {
        // A model all the same.
        return
      } catch .malformed {
        if try isOfTraining(path) { return }
        let file = "a \(ModelFile.configuration.rawValue) that is damaged or another program's"
        throw ModelFolderError.occupied(path: path, by: file)
      } catch {
        throw ModelFolderError.occupied(path: path, by: "another program's \(ModelFile.configuration.rawValue)")
      }
      if let kind, kind != found { throw ModelFolderError.holdsOtherKind(path: path, found: found, new: kind) }
    }
  }
}
