import RecurrentFoundation

/// Saves a model in steps, any of which may be the last before a crash. See ``ModelFolder`` for why this is safe.
final class ModelFolderWriter {
  struct Files {
    let kind: String
    let configuration: [UInt8]
    let vocabulary: [UInt8]?
    let tensors: [StoredTensor]
  }

  enum Step: CaseIterable {
    case openFolder, finishEarlierSave, clearStaging
    case stageConfiguration, stageVocabulary, stageWeights, synchronizeStaging
    case commit
    case moveConfiguration, moveVocabulary, moveWeights, removeCommittedFolder
  }

  private let path: String
  private let files: Files
  private var lock: File?
  /// Folders that were not there before, the outermost first.
  private var madeFolders: [String] = []

  init(path: String, files: Files) {
    self.path = path
    self.files = files
  }

  private var staging: String { "\(path)/\(ModelFile.stagingFolder)" }
  private var committed: String { "\(path)/\(ModelFile.committedFolder)" }

  func write() throws {
    // Before the folder is this writer's, what lies in it may be another's.
    try perform(.openFolder)
    do {
      try saveMakingRoom()
    } catch {
      try? clearStaging()
      for folder in madeFolders.reversed() { try? FileSystem.removeEmptyFolder(folder) }
      throw error
    }
  }

  /// An older checkpoint is worth less than the model: where the disk is full it is given up.
  private func saveMakingRoom() throws {
    do {
      try save()
    } catch {
      let isFull = (error as? FileError)?.code == ENOSPC
      guard isFull, (try? CheckpointFolder(in: path).removeOlder()) == true else { throw error }
      try save()
    }
  }

  private func save() throws {
    try FileError.naming(path, for: staging) {
      for step in Step.allCases.dropFirst() { try perform(step) }
    }
  }

  func perform(_ step: Step) throws {
    switch step {
    case .openFolder: try openFolder()
    case .finishEarlierSave: try finishEarlierSave()
    case .clearStaging:
      try clearStaging()
      try FileSystem.createFolders(staging)
    case .stageConfiguration: try stage(files.configuration, as: .configuration)
    case .stageVocabulary: if let vocabulary = files.vocabulary { try stage(vocabulary, as: .vocabulary) }
    case .stageWeights: try stageWeights()
    case .synchronizeStaging: try FileSystem.synchronize(folder: staging)
    case .commit:
      try FileSystem.rename(staging, to: committed)
      try FileSystem.synchronize(folder: path)
    case .moveConfiguration: try move(.configuration)
    case .moveVocabulary:
      if files.vocabulary == nil { try FileSystem.removeFile("\(path)/\(ModelFile.vocabulary.rawValue)") }
      try move(.vocabulary)
    case .moveWeights: try move(.weights)
    case .removeCommittedFolder: try removeCommittedFolder()
    }
  }

  private func openFolder() throws {
    if try FileSystem.kind(of: path) == .missing { madeFolders = try FileSystem.createFolders(path) }
    lock = try ModelFolder.claim(path, for: files.kind)
  }

  /// Brings a save to its end that was cut short after its commit.
  private func finishEarlierSave() throws {
    guard try FileSystem.kind(of: committed) == .folder else { return }
    for file in ModelFile.allCases { try move(file) }
    try removeCommittedFolder()
  }

  private func stage(_ bytes: [UInt8], as file: ModelFile) throws {
    try FileSystem.create("\(staging)/\(file.rawValue)", contents: bytes)
  }

  private func stageWeights() throws {
    let name = ModelFile.weights.rawValue
    do {
      try SafetensorsWriter.write(files.tensors, metadata: seal, to: "\(staging)/\(name)")
    } catch let error as SafetensorsError {
      throw SafetensorsError(path: "\(path)/\(name)", tensor: error.tensor, problem: error.problem)
    }
  }

  /// The checksums that bind the other files to the weights.
  private var seal: [String: String] {
    var seal = [ModelFile.configuration.checksumName: Checksum.text(files.configuration.withUnsafeBytes(XXH64.hash))]
    if let vocabulary = files.vocabulary {
      seal[ModelFile.vocabulary.checksumName] = Checksum.text(vocabulary.withUnsafeBytes(XXH64.hash))
    }
    return seal
  }

  private func move(_ file: ModelFile) throws {
    let source = "\(committed)/\(file.rawValue)"
    guard try FileSystem.kind(of: source) == .file else { return }
    try FileSystem.rename(source, to: "\(path)/\(file.rawValue)")
  }

  private func removeCommittedFolder() throws {
    try FileSystem.removeEmptyFolder(committed)
    try FileSystem.synchronize(folder: path)
  }

  private func clearStaging() throws {
    guard try FileSystem.kind(of: staging) == .folder else { return }
    for name in try FileSystem.names(in: staging) { try FileSystem.removeFile("\(staging)/\(name)") }
    try FileSystem.removeEmptyFolder(staging)
  }
}
