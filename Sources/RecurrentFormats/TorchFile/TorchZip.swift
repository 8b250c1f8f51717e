import RecurrentFoundation

/// What `torch.save` writes since 1.6, and TorchScript: a zip file with one folder in it, of any name, that holds a pickle
/// (`data.pkl`) and under `data/` the storages by their keys.
struct TorchZip: TorchStorages {
  private let zip: ZipFile
  private let folder: String

  /// The name of the entry with the pickle.
  private static let pickleName = "/data.pkl"

  static func recognizes(_ zip: ZipFile) -> Bool { zip.entries.contains { $0.name.hasSuffix(pickleName) } }

  init(_ zip: ZipFile) throws(FormatError) {
    self.zip = zip
    let pickles = zip.entries.filter { $0.name.hasSuffix(Self.pickleName) }
    guard pickles.count == 1 else { throw zip.region.malformed("it has \(pickles.count) pickles of a PyTorch file") }
    folder = String(pickles[0].name.dropLast(Self.pickleName.count))
    if let order = zip.entry(named: folder + "/byteorder"), order.size <= 16 {
      let text = try zip.contents(of: order).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      guard text.hasPrefix("little") else {
        throw zip.region.unsupported("its numbers are big-endian: load and save it with PyTorch on a usual machine")
      }
    }
  }

  /// Whether it is TorchScript, which holds a program too.
  var isScript: Bool { zip.entry(named: folder + "/constants.pkl") != nil }

  func pickle() throws(FormatError) -> Pickle {
    guard let entry = zip.entry(named: folder + Self.pickleName) else { throw zip.region.malformed("no pickle") }
    return try Unpickler.read(zip.contents(of: entry)).pickle
  }

  private func entry(of key: String) -> ZipEntry? { zip.entry(named: "\(folder)/data/\(key)") }

  func byteCount(of key: String) -> Int? { entry(of: key)?.size }

  func contents(of key: String) throws(FormatError) -> ByteRegion {
    guard let entry = entry(of: key) else { throw zip.region.malformed("the storage \(key.quoted) is missing") }
    return try zip.contents(of: entry)
  }
}
