import RecurrentKernels

/// Sets elements to zero with a probability while training, and scales the others so that the expected value stays
/// (Srivastava et al. 2014). Training is what happens inside ``ParameterStore/withGradients(_:)`` or ``withTraining(_:)``;
/// elsewhere, and inside ``withInference(_:)``, it does nothing.
public struct Dropout: Module {
  /// The share of elements dropped.
  public let probability: Float

  /// Zeroes with this probability while training.
  public init(_ probability: Float) {
    check((0..<1).contains(probability), "Dropout", "probability", expected: "0 ..< 1", got: probability)
    self.probability = probability
  }

  /// The shape stays.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let mask = draw(rowAxis: 0) else { return x }
    return mask.applied(to: x, shape: x.shape).recorded(from: x) { gradient, operands in
      operands[0].add { mask.applied(to: gradient, shape: gradient.shape) }
    }
  }

  /// Draws as a call does, for rows that are all in another part of the batch, so that what follows is drawn as there.
  package func passOver() { _ = draw(rowAxis: 0) }

  /// The factors of the elements: 0 or 1 / (1 - probability). Nil where nothing is dropped.
  ///
  /// - Parameter rowAxis: where the rows of the batch are.
  func mask(_ shape: [Int], rowAxis: Int = 0) -> Tensor? { draw(rowAxis: rowAxis)?.applied(to: nil, shape: shape) }

  /// What is dropped follows from a seed out of the current ``RandomSource``. Nil where nothing is.
  private func draw(rowAxis: Int) -> DropoutMask? {
    guard TrainingMode.isActive, probability > 0 else { return nil }
    let seed = RandomSource.current.withGenerator { $0.next() }
    return DropoutMask(probability: probability, seed: seed, rowAxis: rowAxis, rows: BatchRows.current)
  }
}

/// What one call drops.
private struct DropoutMask: Sendable {
  let probability: Float
  let seed: UInt64
  let rowAxis: Int
  let rows: BatchRows?

  /// - Parameter x: nil: ones.
  func applied(to x: Tensor?, shape: [Int]) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let outer = shape[..<rowAxis].reduce(1, *)
    // What has no axis of rows, or another, is dropped as if it were the whole.
    guard let rows, !rows.places.isEmpty, result.count > 0, result.count / outer % rows.places.count == 0 else {
      drop(x, from: 0, count: result.count, place: 0, into: result)
      return result
    }
    let width = result.count / outer / rows.places.count
    let stretches = rows.stretches
    for block in 0..<outer {
      for stretch in stretches {
        drop(
          x, from: (block * rows.places.count + stretch.start) * width, count: stretch.count * width,
          place: (block * rows.total + stretch.place) * width, into: result)
      }
    }
    return result
  }

  private func drop(_ x: Tensor?, from start: Int, count: Int, place: Int, into result: Tensor) {
    var call = KernelCall.Dropout(
      count: count, probability: probability, seed: seed, x: x.map { $0.floats + start },
      y: result.buffer.floats + start)
    call.first = place
    Compute.current.run("Dropout", .dropout(call))
  }
}
