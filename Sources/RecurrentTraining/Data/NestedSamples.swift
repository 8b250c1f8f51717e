import RecurrentLayers

/// A number, or an array of numbers or of such arrays: `[[Float]]`, `[[Int32]]`.
public protocol NestedSamples {
  /// Whether the numbers are whole: tokens or classes.
  static var areIndices: Bool { get }
  /// How deep the numbers lie: 0 for a number itself.
  static var depth: Int { get }

  /// Adds the numbers to the others of a box.
  func gather(into box: inout SamplesBox, axis: Int) throws(DataError)
}

/// A box that nested arrays are being put into.
public struct SamplesBox {
  /// nil: not known yet.
  fileprivate var shape: [Int?]
  fileprivate var numbers: [Float] = []
  fileprivate var indices: [Int32] = []
  /// Of the outermost array, to name it.
  fileprivate var row = 0
}

extension Float: NestedSamples {
  public static var areIndices: Bool { false }
  public static var depth: Int { 0 }
  public func gather(into box: inout SamplesBox, axis: Int) { box.numbers.append(self) }
}

extension Int32: NestedSamples {
  public static var areIndices: Bool { true }
  public static var depth: Int { 0 }
  public func gather(into box: inout SamplesBox, axis: Int) { box.indices.append(self) }
}

extension Array: NestedSamples where Element: NestedSamples {
  public static var areIndices: Bool { Element.areIndices }
  public static var depth: Int { Element.depth + 1 }

  public func gather(into box: inout SamplesBox, axis: Int) throws(DataError) {
    if let expected = box.shape[axis], expected != count {
      throw .ragged(row: box.row, expected: expected, got: count)
    }
    box.shape[axis] = count
    for (index, element) in enumerated() {
      if axis == 0 { box.row = index }
      try element.gather(into: &box, axis: axis + 1)
    }
  }
}

extension Array: SamplesConvertible where Element: NestedSamples {
  public var samples: Samples {
    get throws(DataError) {
      var box = SamplesBox(shape: [Int?](repeating: nil, count: Self.depth))
      try gather(into: &box, axis: 0)
      let shape = box.shape.map { $0 ?? 0 }
      return Self.areIndices
        ? .indices(IndexTensor(shape: shape, scalars: box.indices))
        : .numbers(Tensor(shape: shape, scalars: box.numbers))
    }
  }
}
