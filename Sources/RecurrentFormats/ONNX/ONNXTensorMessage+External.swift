import RecurrentFoundation

// Tensors whose bytes lie in another file.

extension ONNXTensorMessage {
  /// The file that its bytes are in, from the model's folder on, which it must not leave.
  func externalName() throws(ONNXFileProblem) -> String {
    let location = external["location"] ?? ""
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, !location.utf8.contains(0), !location.utf8.contains(UInt8(ascii: "\\")),
      parts.allSatisfy({ !["", ".."].contains($0) })
    else {
      throw .externalData(tensor: name, reason: "whose name \(location.quoted) leads out of the model's folder")
    }
    return location
  }

  /// Its bytes in that file.
  ///
  /// - Parameter byteCount: how many its type and shape need.
  func externalPart(of file: ByteRegion, byteCount: Int) throws(ONNXFileProblem) -> ByteRegion {
    guard let offset = external["offset"].map({ Int($0) }) ?? 0, offset >= 0 else {
      throw .externalData(tensor: name, reason: "from an offset that is no number")
    }
    guard let part = file.part(at: offset, count: byteCount) else {
      throw .externalData(tensor: name, reason: "\(file.origin.quoted), which ends before them")
    }
    return part
  }
}
