import RecurrentFoundation

/// Tells a file's format by its first bytes and reads its tensors.
struct ArchiveReader {
  typealias Contents = (format: TensorArchive.Format, sections: [TensorSection])

  let maximumBytes: Int

  func read(_ path: String) throws -> Contents {
    if try FileSystem.kind(of: path) == .folder {
      if let reason = ForeignFormat.reason(folder: path) {
        throw FormatError(origin: path, problem: .unsupported(reason))
      }
      return (.safetensors, [try SafetensorsShards.section(folder: path)])
    }
    let region = try ByteRegion(contentsOf: path)
    let contents = try read(region)
    let total = contents.sections.flatMap(\.tensors).reduce(0) { sum, tensor in
      let (next, overflow) = sum.addingReportingOverflow(tensor.byteCount)
      return overflow ? .max : next
    }
    guard total <= maximumBytes else {
      throw FormatError(origin: path, problem: .tooLarge(bytes: total, limit: maximumBytes))
    }
    return contents
  }

  func read(_ region: ByteRegion) throws -> Contents {
    if ZipFile.recognizes(region) { return try read(ZipFile(region, maximumBytes: maximumBytes)) }
    if HDF5File.recognizes(region) { return (.hdf5, [TensorSection(try HDF5File(region).root)]) }
    if NPYFile.recognizes(region) {
      let tensor = try NPYFile.tensor(
        named: "array", header: NPYHeader(region), origin: region.origin, size: region.count
      ) { region }
      return (.npy, [TensorSection(tensors: [tensor])])
    }
    if TorchLegacyFile.recognizes(region) {
      let file = try TorchLegacyFile(region)
      return (.torchLegacy, try PickledTensors(file.pickle, storages: file, origin: region.origin).sections)
    }
    if SafetensorsRegion.recognizes(region) { return (.safetensors, [try SafetensorsRegion.section(region)]) }
    if JSONTensors.recognizes(region) { return try readJSON(region) }
    if let reason = ForeignFormat.reason(region) { throw region.unsupported(reason) }
    if ONNXTensors.recognizes(region) { return (.onnx, [try ONNXTensors.section(region)]) }
    if PickleFile.recognizes(region) { return (.pickle, try PickleFile.sections(region)) }
    throw region.unsupported("none of the formats that are read: \(Self.formats)")
  }

  private static let formats =
    "safetensors, npy, npz, PyTorch, Keras, HDF5, ONNX, pickles of NumPy's arrays, JSON of RTNeural or NAM"

  private func read(_ zip: ZipFile) throws -> Contents {
    if TorchZip.recognizes(zip) {
      let file = try TorchZip(zip)
      let sections = try PickledTensors(file.pickle(), storages: file, origin: zip.region.origin).sections
      return (file.isScript ? .torchScript : .torch, sections)
    }
    if KerasContainer.recognizes(zip) {
      return (.keras, [TensorSection(try HDF5File(zip.contents(of: KerasContainer.weights(of: zip))).root)])
    }
    if let reason = ForeignFormat.reason(zip) { throw zip.region.unsupported(reason) }
    let arrays = try NPZFile(zip).tensors
    guard !arrays.isEmpty || zip.entries.isEmpty else {
      throw zip.region.unsupported("a zip file without tensors: neither of PyTorch, nor of Keras, nor of NumPy")
    }
    return (.npz, [TensorSection(tensors: arrays)])
  }

  private func readJSON(_ region: ByteRegion) throws -> Contents {
    let value = try JSONTensors.parse(region)
    if case .object(let members) = value, members.contains(where: { $0.name == SafetensorsShards.mapName }) {
      if KerasShards.recognizes(region.origin) {
        return (.hdf5, [TensorSection(try KerasShards.root(index: region.origin, value))])
      }
      return (.safetensors, [try SafetensorsShards.section(index: region.origin, value)])
    }
    return (.json, [TensorSection(tensors: try JSONTensors.tensors(in: value, origin: region.origin))])
  }
}

extension TensorSection {
  init(_ root: HDF5Group) { self.init(tensors: root.allDatasets, unread: root.allUnread) }
}
