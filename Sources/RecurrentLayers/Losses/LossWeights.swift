/// How much each of a batch's losses counts: weights, masks and the reduction.
package struct LossWeights {
  /// By loss; 0 where it does not count. nil: each counts as 1.
  let factors: [Float]?
  /// The losses that count.
  package let count: Int
  /// Of all factors together: 1 / count for a mean.
  let scale: Float

  /// - Parameters:
  ///   - layer: whose errors these are.
  ///   - shape: of the losses.
  ///   - weights: of the shape of the losses' first axes; each weighs all losses behind it. nil: 1 each.
  ///   - mask: over the first two axes, or, with one step, over the first.
  ///   - ignored: losses that do not count either, by their number.
  package init(
    _ layer: String, shape: [Int], weights: Tensor?, mask: SequenceMask?, reduction: Reduction,
    ignored: ((Int) -> Bool)? = nil
  ) {
    let total = shape.reduce(1, *)
    guard weights != nil || mask != nil || ignored != nil else {
      (factors, count, scale) = (nil, total, reduction.scale(count: total))
      return
    }
    var factors = Self.expanded(weights, to: shape, layer)
    var count = total
    let counts = Self.counting(mask, in: shape, layer)
    for index in 0..<total where counts.map({ !$0[index * $0.count / total] }) ?? false || ignored?(index) ?? false {
      factors[index] = 0
      count -= 1
    }
    self.factors = factors
    self.count = count
    scale = reduction.scale(count: count, weight: factors.reduce(0) { $0 + Double($1) })
  }

  /// The factor of one loss, that of the reduction included.
  subscript(index: Int) -> Float { factors.map { $0[index] * scale } ?? scale }

  /// A weight for each loss.
  private static func expanded(_ weights: Tensor?, to shape: [Int], _ layer: String) -> [Float] {
    let total = shape.reduce(1, *)
    guard let weights else { return [Float](repeating: 1, count: total) }
    check(
      weights.shape == Array(shape.prefix(weights.rank)), layer, "shape of the weights",
      expected: "the first axes of \(shape)", got: weights.shape)
    let scalars = weights.scalars
    if let wrong = scalars.first(where: { !($0 >= 0 && $0.isFinite) }) {
      check(false, layer, "weight", expected: "a number of at least 0", got: wrong)
    }
    return (0..<total).map { scalars[$0 * scalars.count / total] }
  }

  private static func counting(_ mask: SequenceMask?, in shape: [Int], _ layer: String) -> [Bool]? {
    guard let mask else { return nil }
    let axes = mask.steps == 1 ? [mask.batch] : [mask.batch, mask.steps]
    check(
      Array(shape.prefix(axes.count)) == axes, layer, "[batch, time] of the mask",
      expected: "the first axes of \(shape)",
      got: axes)
    return mask.counts
  }
}

extension IndexTensor {
  /// The weight of each target by its class: the weights of a loss that counts rare classes for more.
  ///
  /// - Parameter classes: a weight for each class. Targets outside them, such as ignored ones, weigh 1.
  public func weights(ofClasses classes: [Float]) -> Tensor {
    Tensor(
      shape: shape, scalars: scalars.map { classes.indices.contains(Int($0)) ? classes[Int($0)] : 1 })
  }
}
