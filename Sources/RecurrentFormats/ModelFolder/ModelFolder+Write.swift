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
  /// - Throws: ``ModelFolderError/occupied(path:by:)`` where the folder holds something else, ``SafetensorsError``
  ///   where a number is not finite, ``FileError`` where the folder cannot be written or the disk is full. The folder
  ///   then holds what it held before.
  public static func write(
    kind: String, configuration: some Encodable, vocabulary: (any Encodable)?, tensors: [NamedTensor], to path: String
  ) throws {
    let files = ModelFolderWriter.Files(
      configuration: try JSONFile.encode(ModelEnvelope(kind: kind, configuration: configuration), readable: true),
      vocabulary: try vocabulary.map { try JSONFile.encode($0, readable: false) },
      tensors: tensors)
    let writer = ModelFolderWriter(path: path, files: files)
    do {
      for step in ModelFolderWriter.Step.allCases { try writer.perform(step) }
    } catch {
      try? ModelFolderWriter.clearStaging(in: path)
      throw error
    }
  }

  /// Checks that a model can be saved in a folder, to be told so before a long training rather than after it.
  ///
  /// - Throws: as ``write(kind:configuration:vocabulary:tensors:to:)``.
  public static func checkWritable(_ path: String) throws {
    let isNew = try FileSystem.kind(of: path) == .missing
    try checkDestination(path)
    try FileSystem.createFolders(path)
    let folder = try File(folder: path)
    folder.lock()
    try ModelFolderWriter.clearStaging(in: path)
    let probe = "\(path)/\(ModelFile.stagingFolder)"
    try FileSystem.createFolders(probe)
    try FileSystem.removeEmptyFolder(probe)
    withExtendedLifetime(folder) {}
    if isNew { try FileSystem.removeEmptyFolder(path) }
  }

  /// Nothing, an empty folder or a model may become a model. Names with a dot in front are nobody's work.
  static func checkDestination(_ path: String) throws {
    switch try FileSystem.kind(of: path) {
    case .missing: return
    case .file, .other: throw ModelFolderError.occupied(path: path, by: "a file")
    case .folder: break
    }
    let configuration = try ModelFile.configuration.path(in: path)
    if try FileSystem.kind(of: configuration) == .missing {
      if let name = try FileSystem.names(in: path).first(where: { !$0.hasPrefix(".") }) {
        throw ModelFolderError.occupied(path: path, by: name.quoted)
      }
    } else {
      let bytes = try FileSystem.contents(of: configuration, limit: ModelFile.maximumJSONBytes)
      do throws(ModelFolderError) {
        _ = try ModelEnvelopeHead.read(bytes, path: configuration)
      } catch .foreignVersion {
        // A model all the same.
      } catch {
        throw ModelFolderError.occupied(path: path, by: "another program's \(ModelFile.configuration.rawValue)")
      }
    }
  }
}
