extension Tensor {
  /// Where along the last axis the largest element is, the first of equal ones: `[..., classes]` becomes `[...]`. Not a
  /// number is never the largest.
  public func argmax() -> IndexTensor {
    let width = width
    let places = withUnsafeScalars { scalars in
      stride(from: 0, to: scalars.count, by: width).map { start in
        var best = start
        for place in start..<(start + width) where !(scalars[place] <= scalars[best]) && !scalars[place].isNaN {
          best = place
        }
        return Int32(best - start)
      }
    }
    return IndexTensor(shape: Array(shape.dropLast()), scalars: places)
  }
}
