import RecurrentFoundation

@testable import RecurrentFormats

// Bytes that become tensors.
extension Reader {
  static let containers = [
    Reader("zip") { region in
      let file = try ZipFile(region, maximumBytes: maximumBytes)
      return try file.entries.reduce(0) { try $0 + file.contents(of: $1).count }
    },
    Reader("npy") { region in
      try numbers(
        in: [
          try NPYFile.tensor(named: "array", header: NPYHeader(region), origin: "fuzz", size: region.count) { region }
        ])
    },
    Reader("pickle") { region in
      let pickle = try Unpickler.read(region).pickle
      let tensors = try PickledTensors(pickle, storages: OneStorage(bytes: region), origin: "fuzz")
      return try numbers(in: tensors.sections.flatMap(\.tensors))
    },
    Reader("hdf5") { region in try numbers(in: HDF5File(region).root.allDatasets) },
    Reader("torch") { region in
      let file = try TorchLegacyFile(region)
      let tensors = try PickledTensors(file.pickle, storages: file, origin: "fuzz")
      return try numbers(in: tensors.sections.flatMap(\.tensors))
    },
    Reader("safetensors") { region in try numbers(in: SafetensorsRegion.section(region).tensors) },
    Reader("json") { region in
      try numbers(in: JSONTensors.tensors(in: JSONTensors.parse(region), origin: "fuzz"))
    },
    Reader("onnx") { region in try numbers(in: ONNXTensors.section(region).tensors) },
    // Which of them it is told by its first bytes: npz and PyTorch's zip files are here.
    Reader("archive") { region in
      try numbers(in: ArchiveReader(maximumBytes: maximumBytes).read(region).sections.flatMap(\.tensors))
    },
    Reader("wav") { region in
      // A sample of two bytes becomes one of four.
      try 2 * WAVFile(contentsOf: Scratch.file(region)).samples.count
    },
  ]

  /// Reads all numbers of tensors that are not too large.
  static func numbers(in tensors: [StoredTensor]) throws -> Int {
    var total = 0
    for tensor in tensors where tensor.byteCount <= maximumBytes { total += try tensor.bytes().count }
    return total
  }
}

/// A pickle's storages: whatever they are called, the pickle itself.
private struct OneStorage: TorchStorages {
  let bytes: ByteRegion

  func byteCount(of key: String) -> Int? { bytes.count }
  func contents(of key: String) -> ByteRegion { bytes }
}
