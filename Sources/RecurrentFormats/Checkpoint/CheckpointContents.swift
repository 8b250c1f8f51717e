import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// What the folder of a checkpoint holds: a state as text, and its tensors.
struct CheckpointContents: Sendable {
  let json: [UInt8]
  let tensors: [String: Tensor]
  private let path: String?

  private static let jsonFile = "state.json"
  private static let tensorFile = "tensors.safetensors"
  /// The state's checksum in the metadata of the tensors, which have theirs.
  private static let checksumName = "xxh64-file:" + jsonFile

  init(json: [UInt8], tensors: [String: Tensor]) { (self.json, self.tensors, path) = (json, tensors, nil) }

  /// Makes the folder; it is on the disk when this returns.
  func write(to folder: String) throws {
    try FileSystem.createFolders(folder)
    try FileSystem.create("\(folder)/\(Self.jsonFile)", contents: json)
    let named = tensors.sorted { $0.key < $1.key }.map { name, tensor in
      NamedTensor(name: name, shape: tensor.shape, values: tensor.scalars)
    }
    // A training may go on where a memory has run over.
    try SafetensorsWriter.write(
      named, metadata: [Self.checksumName: Checksum.text(json.withUnsafeBytes(XXH64.hash))], requiresFinite: false,
      to: "\(folder)/\(Self.tensorFile)")
    try FileSystem.synchronize(folder: folder)
  }

  /// Reads and checks all of it.
  ///
  /// - Throws: ``FileError``, ``SafetensorsError``, ``ModelFolderError/damaged(path:)``.
  init(reading folder: String) throws {
    let jsonPath = "\(folder)/\(Self.jsonFile)"
    let json = try FileSystem.contents(of: jsonPath, limit: ModelFile.maximumJSONBytes)
    let file = try SafetensorsFile(path: "\(folder)/\(Self.tensorFile)", requiresFinite: false)
    guard file.metadata[Self.checksumName] == Checksum.text(json.withUnsafeBytes(XXH64.hash)) else {
      throw ModelFolderError.damaged(path: jsonPath)
    }
    // Nothing is there without its checksum, and no checksum without what it is of.
    let checksums = file.metadata.filter { $0.key != Self.checksumName && $0 != (key: "format", value: "pt") }.keys
    guard Set(checksums) == Set(file.entries.map { Checksum.metadataName(of: $0.name) }),
      file.entries.allSatisfy({ $0.elementType == .float32 })
    else {
      throw ModelFolderError.malformed(path: file.path, reason: "names and checksums do not agree: it is damaged")
    }
    let tensors = try file.entries.map { ($0.name, try file.tensor(named: $0.name, shape: $0.shape)) }
    (self.json, self.tensors) = (json, Dictionary(uniqueKeysWithValues: tensors))
    path = jsonPath
  }

  /// - Throws: ``ModelFolderError/malformed(path:reason:)`` where the text is another, and what `body` throws.
  func open(_ body: (any Decoder) throws -> Void) throws {
    let userInfo = [TensorShelf.key: TensorShelf(tensors) as any Sendable]
    try JSONFile.open(json, path: path ?? "", userInfo: userInfo, body)
  }
}
