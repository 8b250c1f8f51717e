extension ElementType {
  /// By the class of PyTorch's storage, or its dtype: `torch.HalfStorage`, `torch.float16`.
  init?(torch name: String) {
    guard let type = Self.torchNames[name] else { return nil }
    self = type
  }

  private static let torchNames: [String: ElementType] = {
    let names: [(ElementType, storage: String, dtypes: [String])] = [
      (.float32, "Float", ["float32", "float"]), (.float64, "Double", ["float64", "double"]),
      (.float16, "Half", ["float16", "half"]), (.bfloat16, "BFloat16", ["bfloat16"]),
      (.int64, "Long", ["int64", "long"]), (.int32, "Int", ["int32", "int"]), (.int16, "Short", ["int16", "short"]),
      (.int8, "Char", ["int8"]), (.uint8, "Byte", ["uint8"]), (.bool, "Bool", ["bool"]),
      (.uint16, "UInt16", ["uint16"]), (.uint32, "UInt32", ["uint32"]), (.uint64, "UInt64", ["uint64"]),
      (.float8E4M3, "Float8_e4m3fn", ["float8_e4m3fn"]), (.float8E5M2, "Float8_e5m2", ["float8_e5m2"]),
    ]
    var table: [String: ElementType] = [:]
    for (type, storage, dtypes) in names {
      table["torch.\(storage)Storage"] = type
      for dtype in dtypes { table["torch.\(dtype)"] = type }
    }
    return table
  }()
}
