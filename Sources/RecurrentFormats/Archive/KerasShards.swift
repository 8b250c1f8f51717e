import RecurrentFoundation

/// Weights that Keras 3 has cut into several files: `NAME.weights.json` says which group has arrays in which of them.
enum KerasShards {
  /// Both kinds of index have a map of weights; Keras reads its own under this name alone.
  static func recognizes(_ path: String) -> Bool { path.hasSuffix(".weights.json") }

  /// All groups, each with its arrays of all files, which lie beside the index.
  ///
  /// - Throws: ``FormatError`` where the index is none, or names what is no file beside it.
  static func root(index path: String, _ value: JSONValue) throws -> HDF5Group {
    let names = try SafetensorsShards.fileNames(index: path, value)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var root: HDF5Group?
    for name in names {
      let shard = try HDF5File(ByteRegion(contentsOf: folder + name)).root
      root = try root?.joined(with: shard) ?? shard
    }
    guard let root else { throw FormatError(origin: path, problem: .malformed("it names no files")) }
    return root
  }
}

extension HDF5Group {
  /// The group with what the same group of another file has.
  ///
  /// - Throws: ``FormatError`` where both have a dataset.
  fileprivate func joined(with other: HDF5Group) throws(FormatError) -> HDF5Group {
    var result = self
    for dataset in other.datasets {
      guard !datasets.contains(where: { TokenKey($0.name) == TokenKey(dataset.name) }) else {
        throw FormatError(origin: dataset.name, problem: .malformed("it is in two files"))
      }
      result.datasets.append(dataset)
    }
    for group in other.groups {
      if let place = result.groups.firstIndex(where: { TokenKey($0.name) == TokenKey(group.name) }) {
        result.groups[place] = try result.groups[place].joined(with: group)
      } else {
        result.groups.append(group)
      }
    }
    return result
  }
}
