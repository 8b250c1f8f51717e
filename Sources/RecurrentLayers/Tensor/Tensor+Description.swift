extension Tensor: CustomStringConvertible {
  /// The shape, and the numbers where they are few.
  public var description: String {
    let shown = withUnsafeScalars { $0.prefix(16).map { "\($0)" }.joined(separator: ", ") }
    return "Tensor\(shape)(\(shown)\(count > 16 ? ", ..." : ""))"
  }
}

extension Tensor: Equatable {
  /// The same shape and equal numbers; history does not count.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard a.shape == b.shape else { return false }
    return a.withUnsafeScalars { x in b.withUnsafeScalars { y in x.elementsEqual(y) } }
  }
}

extension IndexTensor: CustomStringConvertible {
  /// The shape, and the numbers where they are few.
  public var description: String {
    let shown = scalars.prefix(16).map { "\($0)" }.joined(separator: ", ")
    return "IndexTensor\(shape)(\(shown)\(count > 16 ? ", ..." : ""))"
  }
}
