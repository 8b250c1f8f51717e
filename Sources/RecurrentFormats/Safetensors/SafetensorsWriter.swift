import RecurrentFoundation
import RecurrentText

/// Writes tensors as a safetensors file that PyTorch and others read.
public enum SafetensorsWriter {
  /// The data begins at a multiple of this many bytes, so that a program may map it and use it in place.
  private static let alignment = 64

  /// Writes a new file, whole and on the disk when this returns.
  ///
  /// The tensors stand in the order given. A checksum of each goes into the metadata.
  ///
  /// - Parameters:
  ///   - tensors: each under a name of its own.
  ///   - metadata: free text for the header.
  ///   - requiresFinite: whether infinity and what is not a number are refused.
  ///   - path: where nothing is yet.
  /// - Throws: ``SafetensorsError`` where a number is not finite and ``FormatError`` where it is too large for its type:
  ///   nothing is written then. ``FileError`` where the file cannot be made, for example since it is there or the disk is full.
  public static func write(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], requiresFinite: Bool = true, to path: String
  ) throws {
    try write(tensors.stored(in: path, requiresFinite: requiresFinite), metadata: metadata, to: path)
  }

  /// Writes a new file of tensors of any types, whole and on the disk when this returns.
  ///
  /// - Parameters:
  ///   - tensors: each under a name of its own; they may be another file's.
  ///   - metadata: free text for the header.
  ///   - path: where nothing is yet.
  /// - Throws: ``FileError`` where the file cannot be made; what reading the tensors throws. Nothing is left behind then.
  public static func write(_ tensors: [StoredTensor], metadata: [String: String] = [:], to path: String) throws {
    let members = try tensors.map { tensor in
      Member(
        name: tensor.name, elementType: tensor.elementType, shape: tensor.shape,
        checksum: try tensor.withUnsafeBytes { XXH64.hash($0) })
    }
    try write(header(of: members, metadata: metadata), to: path) { file in
      for tensor in tensors { try tensor.withUnsafeBytes { try file.write($0) } }
    }
  }

  private static func write(_ header: [UInt8], to path: String, contents: (File) throws -> Void) throws {
    let file = try File(creating: path)
    do {
      try header.withUnsafeBytes { try file.write($0) }
      try contents(file)
      try file.synchronize()
    } catch {
      try? FileSystem.removeFile(path)
      throw error
    }
  }

  /// What the header says of a tensor.
  private struct Member {
    let name: String
    let elementType: ElementType
    let shape: [Int]
    let checksum: UInt64

    var byteCount: Int { shape.reduce(elementType.size, *) }
  }

  /// The length of the header and the header.
  private static func header(of tensors: [Member], metadata: [String: String]) -> [UInt8] {
    precondition(
      Set(tensors.map { TokenKey($0.name) }).count == tensors.count
        && !tensors.contains { $0.name == SafetensorsHeader.metadataName },
      "SafetensorsWriter: each tensor needs a name of its own, got \(tensors.map(\.name))")
    var members = [JSONText.quoted(SafetensorsHeader.metadataName) + ":" + object(metadata, checksumsOf: tensors)]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        JSONText.quoted(tensor.name)
          + #":{"dtype":"\#(tensor.elementType.rawValue)","shape":[\#(shape)],"data_offsets":[\#(offset),\#(end)]}"#)
      offset = end
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    let excess = (8 + json.count) % alignment
    json += repeatElement(UInt8(ascii: " "), count: excess == 0 ? 0 : alignment - excess)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }

  private static func object(_ metadata: [String: String], checksumsOf tensors: [Member]) -> String {
    // "pt" is what the reference readers expect of weights laid out as PyTorch's.
    var pairs = metadata.merging(["format": "pt"]) { given, _ in given }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    pairs += tensors.map { tensor in
      (Checksum.metadataName(of: tensor.name), Checksum.text(tensor.checksum))
    }
    return "{" + pairs.map { JSONText.quoted($0) + ":" + JSONText.quoted($1) }.joined(separator: ",") + "}"
  }
}
