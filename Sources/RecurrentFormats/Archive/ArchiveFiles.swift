import RecurrentFoundation

extension TensorArchive {
  /// All files that an archive or a model's folder is: of a folder it and what of it is a model, of an index the files that
  /// it names, of an ONNX file those of its external tensors. What cannot be read names none.
  package static func files(of path: String) -> [String] {
    let kind = try? FileSystem.kind(of: path)
    guard kind != .folder else {
      let model = ModelFile.allCases.compactMap { try? $0.path(in: path) }
      return [path] + model + files(of: SafetensorsShards.index(in: path))
    }
    // A pipe is not looked into: it can be read but once.
    guard kind == .file, let region = try? ByteRegion(contentsOf: path) else { return [path] }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var names: [String] = []
    if JSONTensors.recognizes(region) {
      names = (try? JSONTensors.parse(region)).flatMap { try? SafetensorsShards.fileNames(index: path, $0) } ?? []
    } else if ONNXTensors.recognizes(region) {
      names = ONNXTensors.externalNames(region)
    }
    return [path] + names.map { folder + $0 }
  }
}
