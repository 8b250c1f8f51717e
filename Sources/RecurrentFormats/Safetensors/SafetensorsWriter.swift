import RecurrentFoundation
import RecurrentText

/// Writes tensors as a safetensors file that PyTorch and others read.
public enum SafetensorsWriter {
  /// The data begins at a multiple of this many bytes, so that a program may map it and use it in place.
  private static let alignment = 64

  /// Writes a new file, whole and on the disk when this returns.
  ///
  /// The tensors stand in the order given, as 32-bit floats. A checksum of each goes into the metadata.
  ///
  /// - Parameters:
  ///   - tensors: each under a name of its own.
  ///   - metadata: free text for the header.
  ///   - requiresFinite: whether infinity and what is not a number are refused.
  ///   - path: where nothing is yet.
  /// - Throws: ``SafetensorsError`` where a number is not finite: nothing is written then. ``FileError`` where the
  ///   file cannot be made, for example since it is there or the disk is full.
  public static func write(
    _ tensors: [NamedTensor], metadata: [String: String] = [:], requiresFinite: Bool = true, to path: String
  ) throws {
    for tensor in tensors where requiresFinite {
      if let index = tensor.values.withUnsafeBufferPointer(firstNotFinite) {
        throw SafetensorsError(
          path: path, tensor: tensor.name, problem: .notFinite(index: index, value: tensor.values[index]))
      }
    }
    let header = header(of: tensors, metadata: metadata)
    let file = try File(creating: path)
    do {
      try header.withUnsafeBytes { try file.write($0) }
      for tensor in tensors { try tensor.values.withUnsafeBytes { try file.write($0) } }
      try file.synchronize()
    } catch {
      try? FileSystem.removeFile(path)
      throw error
    }
  }

  /// The length of the header and the header.
  private static func header(of tensors: [NamedTensor], metadata: [String: String]) -> [UInt8] {
    precondition(
      Set(tensors.map { TokenKey($0.name) }).count == tensors.count
        && !tensors.contains { $0.name == SafetensorsHeader.metadataName },
      "SafetensorsWriter: each tensor needs a name of its own, got \(tensors.map(\.name))")
    var members = [JSONText.quoted(SafetensorsHeader.metadataName) + ":" + object(metadata, checksumsOf: tensors)]
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.values.count * ElementType.float32.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        JSONText.quoted(tensor.name)
          + #":{"dtype":"\#(ElementType.float32.rawValue)","shape":[\#(shape)],"data_offsets":[\#(offset),\#(end)]}"#)
      offset = end
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    let excess = (8 + json.count) % alignment
    json += repeatElement(UInt8(ascii: " "), count: excess == 0 ? 0 : alignment - excess)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }

  private static func object(_ metadata: [String: String], checksumsOf tensors: [NamedTensor]) -> String {
    // "pt" is what the reference readers expect of weights laid out as PyTorch's.
    var pairs = metadata.merging(["format": "pt"]) { given, _ in given }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    pairs += tensors.map { tensor in
      (Checksum.metadataName(of: tensor.name), Checksum.text(tensor.values.withUnsafeBytes(XXH64.hash)))
    }
    return "{" + pairs.map { JSONText.quoted($0) + ":" + JSONText.quoted($1) }.joined(separator: ",") + "}"
  }
}
