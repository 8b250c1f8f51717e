import RecurrentFoundation

/// Where the numbers of a PyTorch file lie: under the key that a tensor names.
protocol TorchStorages: Sendable {
  /// How many bytes the storage has; nil: there is none.
  func byteCount(of key: String) -> Int?
  func contents(of key: String) throws(FormatError) -> ByteRegion
}

/// What a tensor says of its storage: `('storage', torch.FloatStorage, '0', 'cpu', 1024)`. The device is where it was.
struct TorchStorageReference {
  let key: String
  /// nil: bytes, whose type the tensor says.
  let elementType: ElementType?
  let count: Int

  init?(_ value: PickleValue, in pickle: Pickle) {
    guard let node = pickle.node(value), node.kind == .persistent, let parts = pickle.tuple(node.items[0]),
      parts.count >= 5, parts[0].string == "storage", let type = pickle.global(parts[1]),
      let key = parts[2].string ?? parts[2].integer.map(String.init), let count = parts[4].integer, count >= 0
    else { return nil }
    // A storage that is part of another (before PyTorch 0.4) has a sixth part that says where.
    if parts.count > 5, case .node = parts[5] { return nil }
    let isUntyped = type == "torch.storage.UntypedStorage" || type == "torch.UntypedStorage"
    guard isUntyped || ElementType(torch: type) != nil else { return nil }
    (self.key, self.count) = (key, count)
    elementType = isUntyped ? nil : ElementType(torch: type)
  }
}
