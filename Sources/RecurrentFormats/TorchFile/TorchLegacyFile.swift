import RecurrentFoundation

/// What `torch.save` wrote before 1.6, and writes with `_use_new_zipfile_serialization=False`: pickles one after another (a
/// magic number, a version, what machine it was, the object, the keys of the storages), and then each storage: how many
/// elements, and their bytes.
struct TorchLegacyFile: TorchStorages {
  /// 0x1950a86a20f9469cfc6c, little-endian.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  let pickle: Pickle
  private let storages: [String: ByteRegion]

  /// A pickle of the magic number, which is a long of ten bytes. Protocol 2 is usual; from 4 on a frame and its length of
  /// eight bytes stand before what a pickle says.
  static func recognizes(_ region: ByteRegion) -> Bool {
    guard region.holds([0x80], at: 0), let version = region.integer(UInt8.self, at: 1) else { return false }
    return region.holds([0x8A, 10] + magic, at: version < 4 ? 2 : 11)
  }

  init(_ region: ByteRegion) throws(FormatError) {
    var position = try Unpickler.read(region).end
    let version = try Unpickler.read(region, at: position)
    guard version.pickle.root.integer == 1001 else {
      throw region.unsupported("a PyTorch file of another version than 1001: load and save it with a newer PyTorch")
    }
    let system = try Unpickler.read(region, at: version.end)
    try Self.requireLittleEndian(system.pickle, in: region)
    let object = try Unpickler.read(region, at: system.end)
    let keys = try Unpickler.read(region, at: object.end)
    (pickle, position) = (object.pickle, keys.end)
    let sizes = Self.elementSizes(in: object.pickle)
    var storages: [String: ByteRegion] = [:]
    for key in keys.pickle.node(keys.pickle.root)?.items ?? [] {
      guard let key = key.string, let size = sizes[key], let count = region.integer(Int64.self, at: position),
        count >= 0, count <= region.count, let bytes = region.part(at: position + 8, count: Int(count) * size)
      else { throw region.malformed("a storage is cut short or unknown") }
      storages[key] = bytes
      position += 8 + bytes.count
    }
    self.storages = storages
  }

  private static func requireLittleEndian(_ system: Pickle, in region: ByteRegion) throws(FormatError) {
    for (key, value) in system.node(system.root)?.pairs ?? [] where key.string == "little_endian" {
      if case .bool(false) = value {
        throw region.unsupported("its numbers are big-endian: load and save it with PyTorch on a usual machine")
      }
    }
  }

  private static func elementSizes(in pickle: Pickle) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for index in pickle.nodes.indices where pickle.nodes[index].kind == .persistent {
      if let reference = TorchStorageReference(.node(index), in: pickle) {
        sizes[reference.key] = reference.elementType?.size ?? 1
      }
    }
    return sizes
  }

  func byteCount(of key: String) -> Int? { storages[key]?.count }

  func contents(of key: String) throws(FormatError) -> ByteRegion {
    guard let storage = storages[key] else {
      throw FormatError(origin: key, problem: .missing(key, known: storages.keys.sorted(by: precedes)))
    }
    return storage
  }
}
