extension Initializer {
  func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: [Int], using generator: inout RandomGenerator) {
    switch self {
    case .constant(let value):
      values.update(repeating: value)
    case .uniform(let range):
      for i in values.indices { values[i] = generator.nextUniform(in: range) }
    case .normal(let mean, let deviation):
      for i in values.indices { values[i] = Float(Double(mean) + Double(deviation) * generator.nextNormal()) }
    case .truncatedNormal(let mean, let deviation):
      for i in values.indices { values[i] = Float(Double(mean) + Double(deviation) * generator.nextTruncatedNormal()) }
    case .varianceScaling(let scale, let fan, let distribution):
      distribution.initializer(variance: scale / fan.size(of: shape)).fill(values, shape: shape, using: &generator)
    case .orthogonal:
      check(shape.count >= 2, "Initializer.orthogonal", "rank", expected: "at least 2", got: shape.count)
      Self.fillOrthogonal(values, rows: shape[0], columns: shape[1...].reduce(1, *), using: &generator)
    case .identity(let factor):
      check(shape.count == 2, "Initializer.identity", "rank", expected: 2, got: shape.count)
      for i in values.indices { values[i] = i / shape[1] == i % shape[1] ? factor : 0 }
    }
  }
}

extension Initializer.Fan {
  /// Outputs are the first axis, inputs the second; a kernel's taps, behind them, count with both. A vector counts as both.
  fileprivate func size(of shape: [Int]) -> Float {
    let taps = Float(shape.dropFirst(2).reduce(1, *))
    let outputs = Float(shape.first ?? 1) * taps
    let inputs = shape.count < 2 ? outputs : Float(shape[1]) * taps
    return switch self {
    case .inputs: inputs
    case .outputs: outputs
    case .average: (inputs + outputs) / 2
    }
  }
}

extension Initializer.Distribution {
  fileprivate func initializer(variance: Float) -> Initializer {
    switch self {
    case .uniform:
      // The variance of an even distribution in ±b is b² / 3.
      let bound = (3 * variance).squareRoot()
      return .uniform(-bound...bound)
    case .normal:
      // The standard deviation of a standard normal distribution that is truncated at ±2: √(1 - 4 φ(2) / (2 Φ(2) - 1)).
      return .truncatedNormal(mean: 0, standardDeviation: variance.squareRoot() / 0.879_625_66)
    }
  }
}

extension RandomGenerator {
  fileprivate mutating func nextTruncatedNormal() -> Double {
    while true {
      let z = nextNormal()
      if abs(z) <= 2 { return z }
    }
  }
}
