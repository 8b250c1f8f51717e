import RecurrentKernels

// Parts of a problem, for the invariants that a layer keeps: rows alone, chunks of steps, time turned round.

/// The elements `range` along one axis of a dense row-major array.
public func slice<Element>(_ array: [Element], shape: [Int], axis: Int, _ range: Range<Int>) -> [Element] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  let outer = shape[..<axis].reduce(1, *)
  var elements: [Element] = []
  for index in 0..<outer {
    let start = (index * shape[axis] + range.lowerBound) * inner
    elements += array[start..<start + range.count * inner]
  }
  return elements
}

extension LayerProblem {
  /// One row of the batch, cut off where it ends. The row must not be empty.
  public func row(_ row: Int) -> LayerProblem {
    let d = descriptor
    var part = self
    part.descriptor.batch = 1
    part.lengths = nil
    for (name, array) in arguments {
      let axis: Int? =
        switch name {
        case .input: 0
        case .initialHidden, .initialCell, .inputMask, .recurrentMask: 1
        default: nil
        }
      if let axis { part.arguments[name] = slice(array, shape: d.shape(name), axis: axis, row..<row + 1) }
    }
    for (name, array) in cotangents {
      part.cotangents[name] = slice(array, shape: d.shape(name), axis: name == .output ? 0 : 1, row..<row + 1)
    }
    return part.steps(0..<length(ofRow: row))
  }

  /// The steps `range` of every row, of a problem without lengths.
  public func steps(_ range: Range<Int>) -> LayerProblem {
    var part = self
    part.descriptor.steps = range.count
    part.arguments[.input] = slice(arguments[.input]!, shape: descriptor.shape(.input), axis: 1, range)
    part.cotangents[.output] = cotangents[.output].map {
      slice($0, shape: descriptor.shape(.output), axis: 1, range)
    }
    return part
  }

  /// The same steps in the other order, of a problem without lengths.
  public func flipped() -> LayerProblem {
    var flipped = self
    flipped.arguments[.input] = descriptor.flip(arguments[.input]!)
    flipped.cotangents[.output] = cotangents[.output].map { descriptor.flip($0) }
    return flipped
  }
}

extension RecurrentDescriptor {
  /// An array [batch, steps, ...] with its steps in the other order.
  public func flip(_ array: [Float]) -> [Float] {
    let width = array.count / (batch * steps)
    var flipped: [Float] = []
    for row in 0..<batch {
      for t in (0..<steps).reversed() {
        let start = (row * steps + t) * width
        flipped += array[start..<start + width]
      }
    }
    return flipped
  }
}
