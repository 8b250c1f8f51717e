import RecurrentFoundation

/// A saved model open for reading: a folder with the task's configuration (`config.json`), the weights
/// (`model.safetensors`) and, for models of text, the vocabulary (`vocabulary.json`).
///
/// ```swift
/// try ModelFolder.write(
///   kind: "language-model", configuration: configuration, vocabulary: codec, model: model, to: "model")
///
/// let folder = try ModelFolder(reading: "model", kind: "language-model")
/// let configuration = try folder.configuration(as: LanguageModelConfiguration.self)
/// let codec = try folder.vocabulary(as: TextCodec.self)
/// try folder.weights.load(into: model)  // built from the configuration
/// ```
///
/// A save is complete or it did not happen. The new files are written into a folder inside the model's and brought to
/// the disk; renaming that folder is the one step that makes them the model; then they take the old files' places. A
/// reader looks into the renamed folder first, so that a crash at any point leaves the old model or the new one. Other
/// files in the folder stay. This needs nothing but `rename`, and works where the folder is a link or a mount point.
public struct ModelFolder: Sendable {
  /// The folder.
  public let path: String
  /// The task that the model is for.
  public let kind: String
  /// The weights. Their numbers are read when asked for.
  public let weights: SafetensorsFile
  package let configurationPath: String
  private let configurationBytes: [UInt8]
  package let vocabularyPath: String
  private let vocabularyBytes: [UInt8]?

  /// Opens a model: checks that its files belong together and are undamaged, weights when they are read.
  ///
  /// - Parameters:
  ///   - path: the model's folder.
  ///   - kind: the task it must be for; nil: any.
  /// - Throws: ``ModelFolderError``, ``SafetensorsError`` or ``FileError``, naming the file and what is wrong.
  public init(reading path: String, kind: String? = nil) throws {
    try self.init(reading: path, weights: nil, kind: kind)
  }

  /// - Parameter weights: a file of other weights for the same configuration; nil: the folder's own.
  package init(reading path: String, weights: String?, kind: String? = nil) throws {
    do {
      try self.init(opening: path, weights: weights)
    } catch {
      // Another process may have saved between our reading one file and the next: look once more.
      try self.init(opening: path, weights: weights)
    }
    if let kind, kind != self.kind {
      throw ModelFolderError.otherKind(path: configurationPath, found: self.kind, expected: kind)
    }
  }

  private init(opening path: String, weights other: String?) throws {
    self.path = path
    guard try Self.holdsConfiguration(path) else {
      if let reason = ForeignFormat.reason(folder: path) {
        throw FormatError(origin: path, problem: .unsupported(reason))
      }
      throw Self.reasonForNone(path)
    }
    configurationPath = try ModelFile.configuration.path(in: path)
    configurationBytes = try FileSystem.contents(of: configurationPath, limit: ModelFile.maximumJSONBytes)
    kind = try ModelEnvelopeHead.read(configurationBytes, path: configurationPath).kind
    let weightsPath = try other ?? ModelFile.weights.path(in: path)
    guard try FileSystem.kind(of: weightsPath) != .missing else {
      throw ModelFolderError.missingFile(path: weightsPath)
    }
    weights = try SafetensorsFile(path: weightsPath)
    vocabularyPath = try ModelFile.vocabulary.path(in: path)
    vocabularyBytes = try Self.readVocabulary(vocabularyPath, weights: weights)
    try Self.checkSeal(.configuration, path: configurationPath, bytes: configurationBytes, weights: weights)
  }

  /// What a folder without a configuration is.
  private static func reasonForNone(_ path: String) -> ModelFolderError {
    func holds(_ name: String) -> Bool { (try? FileSystem.kind(of: "\(path)/\(name)")) == .file }
    let hasCheckpoint = (try? !CheckpointFolder(in: path).isEmpty) == true
    guard hasCheckpoint || holds(ModelFile.report) else { return .noModel(path: path) }
    return holds(ModelFile.weights.rawValue)
      ? .missingFile(path: "\(path)/\(ModelFile.configuration.rawValue)") : .unfinished(path: path)
  }

  /// The vocabulary that was saved with the weights. Weights saved by another program do not say: what is there, then.
  private static func readVocabulary(_ path: String, weights: SafetensorsFile) throws -> [UInt8]? {
    let isSealed = weights.metadata[ModelFile.configuration.checksumName] != nil
    let isExpected = weights.metadata[ModelFile.vocabulary.checksumName] != nil
    if isSealed && !isExpected { return nil }
    if try FileSystem.kind(of: path) == .missing {
      if isExpected { throw ModelFolderError.missingFile(path: path) }
      return nil
    }
    let bytes = try FileSystem.contents(of: path, limit: ModelFile.maximumJSONBytes)
    try checkSeal(.vocabulary, path: path, bytes: bytes, weights: weights)
    return bytes
  }

  /// Whether a folder holds a model of this package, whatever its state.
  package static func isModel(_ path: String) throws -> Bool {
    guard try holdsConfiguration(path) else { return false }
    let file = try ModelFile.configuration.path(in: path)
    let bytes = try FileSystem.contents(of: file, limit: ModelFile.maximumJSONBytes)
    return (try? ModelEnvelopeHead.read(bytes, path: file)) != nil
  }

  /// Whether the folder has a configuration file, whatever is in it.
  static func holdsConfiguration(_ path: String) throws -> Bool {
    guard try FileSystem.kind(of: path) == .folder else { return false }
    return try FileSystem.kind(of: ModelFile.configuration.path(in: path)) == .file
  }

  /// The weights' metadata holds the checksums of the other files; weights saved by another program have none.
  private static func checkSeal(
    _ file: ModelFile, path: String, bytes: [UInt8], weights: SafetensorsFile
  ) throws(ModelFolderError) {
    guard let sealed = weights.metadata[file.checksumName] else { return }
    guard sealed == Checksum.text(bytes.withUnsafeBytes(XXH64.hash)) else { throw .damaged(path: path) }
  }

  /// The task's configuration.
  ///
  /// - Throws: ``ModelFolderError/malformed(path:reason:)``.
  public func configuration<Configuration: Decodable>(
    as type: Configuration.Type
  ) throws(ModelFolderError) -> Configuration {
    try configuration(as: type, userInfo: [:])
  }

  /// - Parameter userInfo: what the configuration's decoder is told.
  func configuration<Configuration: Decodable>(
    as type: Configuration.Type, userInfo: [CodingUserInfoKey: any Sendable]
  ) throws(ModelFolderError) -> Configuration {
    try JSONFile.decode(
      ModelEnvelope<Configuration>.self, from: configurationBytes, path: configurationPath, userInfo: userInfo
    ).configuration
  }

  /// The vocabulary: `TextCodec`, or whatever the task saved.
  ///
  /// - Throws: ``ModelFolderError``: the file is missing or malformed.
  public func vocabulary<Vocabulary: Decodable>(as type: Vocabulary.Type) throws(ModelFolderError) -> Vocabulary {
    guard let vocabularyBytes else { throw .missingFile(path: vocabularyPath) }
    return try JSONFile.decode(type, from: vocabularyBytes, path: vocabularyPath)
  }
}
