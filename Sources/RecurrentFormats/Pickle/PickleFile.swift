import RecurrentFoundation

/// A pickle by itself, `.pkl`: NumPy's arrays in the lists, dictionaries and objects of a program.
enum PickleFile {
  /// Whether bytes begin as a pickle does. Those of protocol 0 and 1 have no mark, so they are read to the end.
  static func recognizes(_ region: ByteRegion) -> Bool {
    if region.holds([0x80], at: 0) { return true }
    let isLikely = ["c", "(", "]", "}"].contains { region.holds(Array($0.utf8), at: 0) }
    return isLikely && (try? Unpickler.read(region)) != nil
  }

  /// - Throws: ``FormatError`` where it has no arrays, or is broken.
  static func sections(_ region: ByteRegion) throws(FormatError) -> [TensorSection] {
    let pickle = try Unpickler.read(region).pickle
    let sections = try PickledTensors(pickle, storages: NoStorages(), origin: region.origin).sections
    guard !sections.isEmpty else {
      throw region.unsupported("a pickle without arrays of NumPy: save the numbers that it holds by numpy.savez")
    }
    return sections
  }

  /// Only a file of PyTorch has numbers outside its pickle.
  private struct NoStorages: TorchStorages {
    func byteCount(of key: String) -> Int? { nil }
    func contents(of key: String) throws(FormatError) -> ByteRegion {
      throw FormatError(origin: key, problem: .missing(key, known: []))
    }
  }
}
