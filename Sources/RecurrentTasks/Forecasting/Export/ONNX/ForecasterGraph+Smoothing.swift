import RecurrentModels

// Simple exponential smoothing, as `ExponentialSmoothing` has it.

extension ForecasterGraph {
  /// The last level, [batch, targets, 1], smoothed so that the squared errors of one step are least.
  ///
  /// - Parameter rows: [batch, targets, count].
  mutating func smoothedLevel(of rows: Value, count: Int) -> Value {
    let first = reduced("ReduceMean", builder.slice(rows, axis: 2, from: 0, to: min(10, count)))
    let values = builder.node("Sub", [rows, first])
    let coarse = best(of: row((1...20).map { Float($0) / 20 }, "smoothing.grid"), values, count)
    let around = interval(around: coarse, builder.scalar(0.05), from: builder.scalar(1e-4), to: builder.scalar(1))
    let (finer, step) = (candidates(in: around, 0...32), part(around.width, 1 / 32))
    let fine = best(of: finer, values, count)
    let end = builder.node("Add", [around.low, around.width])
    var found = interval(around: fine, part(step, 2), from: around.low, to: end)
    // Of each interval a 32nd part is left: of an eightieth at last less than a millionth.
    for _ in 0..<3 {
      let slopes = smoothed(values, by: candidates(in: found, 1...31), count: count).slopes
      let falls = builder.node("Less", [slopes, builder.scalar(0)])
      let passed = total(builder.node("Cast", [falls], [ONNXBuilder.attribute("to", 1)]))
      found.width = part(found.width, 1 / 32)
      found.low = builder.node("Add", [found.low, builder.node("Mul", [found.width, passed])])
    }
    let smoothing = builder.node("Add", [found.low, part(found.width, 0.5)])
    return builder.node("Add", [first, smoothed(values, by: smoothing, count: count).level], name: "smoothed")
  }

  /// Where the smoothing is, each [batch, targets, 1].
  private struct Interval {
    var low: Value
    var width: Value
  }

  private mutating func interval(around place: Value, _ way: Value, from least: Value, to most: Value) -> Interval {
    let low = builder.node("Max", [builder.node("Sub", [place, way]), least])
    let high = builder.node("Min", [builder.node("Add", [place, way]), most])
    return Interval(low: low, width: builder.node("Sub", [high, low]))
  }

  /// Those at some 32nd parts of an interval, [batch, targets, parts].
  private mutating func candidates(in interval: Interval, _ parts: ClosedRange<Int>) -> Value {
    let shares = row(parts.map { Float($0) / 32 }, "smoothing.shares")
    return builder.node("Add", [interval.low, builder.node("Mul", [interval.width, shares])])
  }

  /// The candidate of the least squared errors, [batch, targets, 1].
  private mutating func best(of candidates: Value, _ values: Value, _ count: Int) -> Value {
    let squares = smoothed(values, by: candidates, count: count).squares
    let place = builder.node("ArgMin", [squares], [ONNXBuilder.attribute("axis", 2)])
    let all = builder.node("Expand", [candidates, builder.node("Shape", [squares])])
    return builder.node("GatherElements", [all, place], [ONNXBuilder.attribute("axis", 2)])
  }

  private mutating func part(_ x: Value, _ share: Float) -> Value { builder.node("Mul", [x, builder.scalar(share)]) }

  /// What smoothing comes to with each of some candidates.
  private struct Smoothed {
    /// The last level, [batch, targets, candidates].
    let level: Value
    /// The sum of squared errors, [batch, targets, candidates].
    let squares: Value
    /// Half of its slope by the candidate, [batch, targets, candidates].
    let slopes: Value
  }

  /// With the part α the level before a value is α Σ (1 − α)ⁱ of the values before it, and its slope by α is Σ (1 − α)ⁱ of
  /// the errors before it.
  ///
  /// - Parameters:
  ///   - values: from the first level, [batch, targets, count].
  ///   - candidates: [batch or 1, targets or 1, candidates].
  private mutating func smoothed(_ values: Value, by candidates: Value, count: Int) -> Smoothed {
    let part = builder.node("Unsqueeze", [candidates, builder.integers([3])])
    let decay = builder.node("Sub", [builder.scalar(1), part])
    let steps = builder.node("Unsqueeze", [values, builder.integers([2])])
    let levels = builder.node("Mul", [part, decayingSums(steps, decay, count)])
    let errors = builder.node("Sub", [steps, moved(levels, by: 1, count)])
    let slopes = moved(decayingSums(errors, decay, count), by: 1, count)
    func summed(_ products: Value) -> Value {
      builder.node("ReduceSum", [products, builder.integers([3])], [ONNXBuilder.attribute("keepdims", 0)])
    }
    return Smoothed(
      level: builder.squeeze(builder.slice(levels, axis: 3, from: -1), axis: 3),
      squares: summed(builder.node("Mul", [errors, errors])),
      slopes: builder.node("Neg", [summed(builder.node("Mul", [errors, slopes]))]))
  }

  /// yₜ = xₜ + decay yₜ₋₁ along the last axis: sums of 1, 2, 4, ... terms, each of two of half as many.
  private mutating func decayingSums(_ x: Value, _ decay: Value, _ count: Int) -> Value {
    var (sums, decay, terms) = (x, decay, 1)
    while terms < count {
      let earlier = builder.node("Mul", [decay, moved(sums, by: terms, count)])
      sums = builder.node("Add", [sums, earlier])
      decay = builder.node("Mul", [decay, decay])
      terms *= 2
    }
    return sums
  }

  /// What was so many steps before, zeros at first, along the last of four axes.
  private mutating func moved(_ x: Value, by steps: Int, _ count: Int) -> Value {
    let kept = builder.slice(x, axis: 3, from: 0, to: count - steps)
    return builder.node("Pad", [kept, builder.integers([0, 0, 0, steps, 0, 0, 0, 0])])
  }
}
