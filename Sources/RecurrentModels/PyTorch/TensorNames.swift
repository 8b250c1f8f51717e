/// How an archive's names become a module's.
public struct TensorNames: Sendable {
  /// The name that a tensor has in the module; nil: it is left out.
  let map: @Sendable (String) -> String?

  /// - Parameter map: the module's name for the archive's; nil: the tensor is left out.
  public init(_ map: @escaping @Sendable (String) -> String?) { self.map = map }

  /// As they are.
  public static let same = TensorNames { $0 }

  /// By a table of beginnings: `["rnn.": "encoder.lstm."]`. The longest that fits counts; names that none fits stay.
  public static func prefixes(_ table: [String: String]) -> TensorNames {
    let sorted = table.sorted { $0.key.utf8.count > $1.key.utf8.count }
    return TensorNames { name in
      guard let (old, new) = sorted.first(where: { name.hasPrefix($0.key) }) else { return name }
      return new + name.dropFirst(old.count)
    }
  }
}
