import RecurrentFoundation

/// A model in several safetensors files: an index says which tensor is in which, as `transformers` writes it.
///
///     { "metadata" : {...}, "weight_map" : { "lstm.weight_ih_l0" : "model-00001-of-00002.safetensors" } }
enum SafetensorsShards {
  static let mapName = "weight_map"
  private static let fileName = "model.safetensors"

  /// Where the index of a folder would be.
  static func index(in folder: String) -> String { "\(folder)/model.safetensors.index.json" }

  /// The tensors of a folder: of one file, or of those of its index.
  static func section(folder: String) throws -> TensorSection {
    let index = index(in: folder)
    if try FileSystem.kind(of: index) == .file {
      return try section(index: index, JSONTensors.parse(ByteRegion(contentsOf: index)))
    }
    guard try FileSystem.kind(of: "\(folder)/\(fileName)") == .file else {
      throw FormatError(origin: folder, problem: .unsupported("a folder without \(fileName) or its index"))
    }
    return try SafetensorsRegion.section(ByteRegion(contentsOf: "\(folder)/\(fileName)"))
  }

  /// Whether it names a file of the same folder.
  static func isPlainName(_ name: String) -> Bool {
    !["", ".", ".."].contains(name) && !name.utf8.contains { [0, UInt8(ascii: "/"), UInt8(ascii: "\\")].contains($0) }
  }

  /// The files that an index names, each once. Keras's may name several for a group.
  static func fileNames(index path: String, _ value: JSONValue) throws(FormatError) -> [String] {
    guard case .object(let members) = value,
      case .object(let map)? = members.first(where: { $0.name == mapName })?.value
    else { throw FormatError(origin: path, problem: .malformed("it has no \(mapName)")) }
    var names: [String] = []
    for (group, files) in map {
      var list = [files]
      if case .array(let elements) = files { list = elements }
      for file in list {
        guard case .string(let file) = file, isPlainName(file) else {
          throw FormatError(
            origin: path,
            problem: .malformed("the file of \(group.quoted) is no plain name: it would lie outside the folder"))
        }
        if !names.contains(file) { names.append(file) }
      }
    }
    return names
  }

  /// The tensors of the files that an index names; they lie beside it.
  static func section(index path: String, _ value: JSONValue) throws -> TensorSection {
    func malformed(_ reason: String) -> FormatError { FormatError(origin: path, problem: .malformed(reason)) }
    guard case .object(let members) = value,
      case .object(let map)? = members.first(where: { $0.name == mapName })?.value
    else { throw malformed("it has no \(mapName)") }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var shards: [String: [TokenKey: StoredTensor]] = [:]
    var tensors: [StoredTensor] = []
    for (name, file) in map {
      guard case .string(let file) = file, isPlainName(file) else {
        throw malformed("the file of \(name.quoted) is no plain name: it would lie outside the folder")
      }
      if shards[file] == nil {
        let section = try SafetensorsRegion.section(ByteRegion(contentsOf: folder + file))
        shards[file] = Dictionary(uniqueKeysWithValues: section.tensors.map { (TokenKey($0.name), $0) })
      }
      guard let tensor = shards[file]?[TokenKey(name)] else {
        throw malformed("the tensor \(name.quoted) is not in \(file.quoted)")
      }
      tensors.append(tensor)
    }
    let mapped = Set(map.map { TokenKey($0.name) })
    let unmapped = shards.values.flatMap(\.keys).filter { !mapped.contains($0) }.map(\.token).sorted(by: precedes)
    guard unmapped.isEmpty else { throw malformed("its files have tensors that it does not name: \(unmapped.quoted)") }
    return TensorSection(tensors: tensors)
  }
}
