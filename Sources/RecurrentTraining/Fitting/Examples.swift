import RecurrentLayers

/// Examples with their targets and weights, checked: what comes from outside may be anything.
struct Examples {
  let x: Samples
  let y: Samples
  /// `[examples]`, or `[examples, time]`.
  private(set) var weights: Tensor?

  /// The steps of each example that count; nil: all.
  let lengths: [Int]?

  /// - Throws: ``DataError``: there are no examples, not as many of one as of the other, or what is not finite.
  init(_ x: any SamplesConvertible, _ y: any SamplesConvertible, weights: Tensor?) throws(DataError) {
    (self.x, self.y, self.weights) = (try x.samples, try y.samples, weights)
    lengths = x.sequenceLengths
    guard count > 0 else { throw .empty }
    guard self.y.count == count else { throw .count(what: "targets", expected: count, got: self.y.count) }
    if let weights, weights.shape.first != count {
      throw .count(what: "sample weights", expected: count, got: weights.shape.first ?? 1)
    }
    try self.x.requireLengths(lengths)
    try self.x.requireFinite("input")
    try self.y.requireFinite("target")
    if let weights { try Samples.numbers(weights).requireFinite("weight") }
  }

  private init(checked x: Samples, _ y: Samples, weights: Tensor?, lengths: [Int]?) {
    (self.x, self.y, self.weights, self.lengths) = (x, y, weights, lengths)
  }

  var count: Int { x.count }

  /// The same for the same examples.
  var fingerprint: String {
    var print = Fingerprint()
    for samples in [x, y] + (weights.map { [.numbers($0)] } ?? []) { samples.add(to: &print) }
    print.add(lengths ?? [])
    return print.text
  }

  /// - Throws: ``DataError/unknownLabel(_:example:classes:)`` where a target is no class of a model with so many outputs.
  func requireLabels(below classes: Int?) throws(DataError) {
    guard case .indices(let labels) = y, let classes else { return }
    // One output tells two classes apart.
    let count = max(2, classes)
    guard let wrong = labels.scalars.firstIndex(where: { $0 >= count || $0 < -1 }) else { return }
    throw .unknownLabel(
      Int(labels.scalars[wrong]), example: wrong / (labels.count / y.count), classes: count)
  }

  /// The first examples, and the last, of which there are so large a part of all.
  ///
  /// - Throws: ``DataError/emptySplit(examples:fraction:)`` where one of the two would have none.
  func split(_ fraction: Double) throws(DataError) -> (Examples, Examples) {
    // As Keras rounds.
    let border = Int(Double(count) * (1 - fraction))
    guard border > 0, border < count else { throw .emptySplit(examples: count, fraction: fraction) }
    return (rows(Array(0..<border)), rows(Array(border..<count)))
  }

  /// Multiplies the weights of the examples by those of their classes.
  mutating func weigh(classes: [Int: Float]) {
    let (shape, labels) = y.labels
    let table = (0...(labels.max().map { Int(max(0, $0)) } ?? 0)).map { classes[$0] ?? 1 }
    let byClass = IndexTensor(shape: shape, scalars: labels).weights(ofClasses: table)
    guard let weights else {
      self.weights = byClass
      return
    }
    let each = byClass.count / weights.count
    let factors = weights.scalars
    check(
      each * weights.count == byClass.count, "Sequential.fit", "sample weights", expected: "at most \(byClass.count)",
      got: weights.count)
    self.weights = Tensor(
      shape: shape, scalars: byClass.scalars.enumerated().map { $0.element * factors[$0.offset / each] })
  }

  func rows(_ positions: [Int]) -> Examples {
    Examples(
      checked: x.rows(positions), y.rows(positions),
      weights: weights.map { Samples.numbers($0).rows(positions) }.flatMap { samples in
        guard case .numbers(let rows) = samples else { return nil }
        return rows
      }, lengths: lengths.map { lengths in positions.map { lengths[$0] } })
  }
}

extension Samples {
  /// Classes as given, of one-hot rows, or, of a single number each, by whether it is above 1/2.
  fileprivate var labels: (shape: [Int], scalars: [Int32]) {
    switch self {
    case .indices(let labels):
      return (labels.shape, labels.scalars)
    case .numbers(let tensor):
      guard tensor.rank >= 2, tensor.width > 1 else {
        let shape = tensor.rank >= 2 ? Array(tensor.shape.dropLast()) : tensor.shape
        return (shape, tensor.scalars.map { $0 > 0.5 ? 1 : 0 })
      }
      let classes = tensor.predictedClasses()
      return (classes.shape, classes.scalars)
    }
  }
}
