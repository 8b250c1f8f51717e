import RecurrentLayers

/// What a model is given, or should give back: numbers or whole numbers, one row of the first axis an example.
///
/// As a target a tensor holds numbers, probabilities or one-hot classes, whole numbers hold classes.
public enum Samples: Sendable {
  /// Numbers, the first axis being the examples.
  case numbers(Tensor)
  /// Tokens or classes, the first axis being the examples.
  case indices(IndexTensor)

  /// The size of each axis.
  public var shape: [Int] {
    switch self {
    case .numbers(let tensor): tensor.shape
    case .indices(let tensor): tensor.shape
    }
  }

  /// The number of examples.
  public var count: Int { shape.first ?? 1 }

  /// The examples at `positions`, in that order.
  public func rows(_ positions: [Int]) -> Samples {
    let width = shape.dropFirst().reduce(1, *)
    let rowsShape = [positions.count] + shape.dropFirst()
    if let wrong = positions.first(where: { !(0..<count).contains($0) }) {
      check(false, "Samples.rows", "position", expected: "\(0..<count)", got: wrong)
    }
    switch self {
    case .numbers(let tensor):
      let result = Tensor(uninitialized: rowsShape)
      for (row, position) in positions.enumerated() {
        copy(tensor.floats + position * width, to: result.buffer.floats + row * width, count: width)
      }
      return .numbers(result)
    case .indices(let tensor):
      let scalars = positions.flatMap { tensor.scalars[($0 * width)..<(($0 + 1) * width)] }
      return .indices(IndexTensor(shape: rowsShape, scalars: scalars))
    }
  }
}

extension Samples {
  func add(to fingerprint: inout Fingerprint) {
    fingerprint.add(shape)
    switch self {
    case .numbers(let tensor): fingerprint.add(tensor)
    case .indices(let tensor): fingerprint.add(tensor.scalars)
    }
  }

  /// - Throws: ``DataError/notFinite(what:example:)``.
  func requireFinite(_ what: String) throws(DataError) {
    guard case .numbers(let tensor) = self else { return }
    let wrong = tensor.withUnsafeScalars { scalars in scalars.firstIndex { !$0.isFinite } }
    if let wrong { throw .notFinite(what: what, example: wrong / (tensor.count / count)) }
  }

  /// Checks that there is a length for each example, and a step for each of them.
  func requireLengths(_ lengths: [Int]?) throws(DataError) {
    guard let lengths else { return }
    guard lengths.count == count else { throw .count(what: "lengths", expected: count, got: lengths.count) }
    let steps = shape.count > 1 ? shape[1] : 0
    if let wrong = lengths.firstIndex(where: { !(0...steps).contains($0) }) {
      throw .length(lengths[wrong], example: wrong, steps: steps)
    }
  }
}

extension Samples {
  /// The same targets, with the last axis of 1 that predictions have, or without one that classes have too much.
  func aligned(with predictions: Tensor) -> Samples {
    switch self {
    case .numbers(let tensor) where tensor.shape + [1] == predictions.shape:
      .numbers(tensor.reshaped(predictions.shape))
    case .indices(let classes)
    where predictions.width > 1 && classes.shape == Array(predictions.shape.dropLast()) + [1]:
      .indices(classes.reshaped(predictions.shape.dropLast()))
    default: self
    }
  }
}
