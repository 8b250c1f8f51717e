import RecurrentLayers

/// What a model is given, or should give back: numbers or whole numbers, one row of the first axis an example.
///
/// As a target a tensor holds numbers, probabilities or one-hot classes, whole numbers hold classes.
public enum Samples: Sendable {
  case numbers(Tensor)
  case indices(IndexTensor)

  public var shape: [Int] {
    switch self {
    case .numbers(let tensor): tensor.shape
    case .indices(let tensor): tensor.shape
    }
  }

  /// The number of examples.
  public var count: Int { shape.first ?? 1 }

  /// The examples at `positions`, in that order; at least one.
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

/// What can be given to a model as examples or targets: ``Tensor``, ``IndexTensor`` and ``Samples`` itself.
public protocol SamplesConvertible {
  var samples: Samples { get }
}

extension Samples: SamplesConvertible {
  public var samples: Samples { self }
}

extension Tensor: SamplesConvertible {
  public var samples: Samples { .numbers(self) }
}

extension IndexTensor: SamplesConvertible {
  public var samples: Samples { .indices(self) }
}
