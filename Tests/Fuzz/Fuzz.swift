import RecurrentFoundation

@testable import RecurrentFormats

/// What libFuzzer calls with bytes of its own making: one reader, chosen by the environment, reads them and all numbers in
/// them. A typed error is as good as a result; a crash, a hang or too much memory is not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let region = ByteRegion(origin: "fuzz", UnsafeBufferPointer(start: start, count: count))
  do {
    for tensor in try Reader.chosen.tensors(region) where tensor.byteCount <= Reader.maximumBytes {
      _ = try tensor.bytes()
    }
  } catch {
    _ = "\(error)"
  }
  return 0
}

enum Reader: String, CaseIterable {
  case zip, npy, pickle, hdf5, torch, safetensors, json, onnx, archive

  /// Small, so that what is declared is not what takes the time.
  static let maximumBytes = 1 << 20

  static let chosen: Reader = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? "archive"
    guard let reader = Reader(rawValue: name) else {
      fatalError("FUZZ_TARGET: expected one of \(allCases.map(\.rawValue)), got \(name)")
    }
    return reader
  }()

  func tensors(_ region: ByteRegion) throws -> [StoredTensor] {
    switch self {
    case .zip:
      let file = try ZipFile(region, maximumBytes: Self.maximumBytes)
      for entry in file.entries { _ = try file.contents(of: entry) }
      return []
    case .npy:
      return [
        try NPYFile.tensor(named: "array", header: NPYHeader(region), origin: "fuzz", size: region.count) { region }
      ]
    case .pickle:
      let pickle = try Unpickler.read(region).pickle
      return try TorchTensors(pickle, storages: OneStorage(bytes: region), origin: "fuzz").sections.flatMap(\.tensors)
    case .hdf5: return try HDF5File(region).root.allDatasets
    case .torch:
      let file = try TorchLegacyFile(region)
      return try TorchTensors(file.pickle, storages: file, origin: "fuzz").sections.flatMap(\.tensors)
    case .safetensors: return try SafetensorsRegion.section(region).tensors
    case .json: return try JSONTensors.tensors(in: JSONTensors.parse(region), origin: "fuzz")
    case .onnx: return try ONNXTensors.section(region).tensors
    case .archive:
      return try ArchiveReader(maximumBytes: Self.maximumBytes).read(region).sections.flatMap(\.tensors)
    }
  }
}

/// A pickle's storages: whatever they are called, the pickle itself.
private struct OneStorage: TorchStorages {
  let bytes: ByteRegion

  func byteCount(of key: String) -> Int? { bytes.count }
  func contents(of key: String) -> ByteRegion { bytes }
}
