import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// Draws tokens from logits. Keeps its memory from one draw to the next.
struct TokenSampler {
  private let sampling: Sampling
  private let excluded: [Int32]
  private var generator: RandomGenerator
  private var weights: [Double] = []

  /// - Parameter excluded: ids that are never drawn.
  init(_ sampling: Sampling, seed: UInt64, excluding excluded: [Int32] = []) {
    self.sampling = sampling
    self.excluded = excluded
    generator = RandomGenerator(seed: seed)
  }

  /// The id of one token, drawn from the logits of one step.
  mutating func draw(from logits: consuming Tensor) -> Int32 {
    logits.withUnsafeMutableScalars { for id in excluded { $0[Int(id)] = -.infinity } }
    return logits.withUnsafeScalars { draw(from: $0) }
  }

  /// The id of one token, with probability softmax(logits / temperature) among the `topK` largest.
  mutating func draw(from logits: UnsafeBufferPointer<Float>) -> Int32 {
    let likeliest = logits.indices.max { logits[$0] < logits[$1] } ?? 0
    guard sampling.temperature > 0 else { return Int32(likeliest) }
    // exp(l - max) cannot overflow, and the likeliest token's weight is 1.
    let largest = Double(logits[likeliest])
    weights.removeAll(keepingCapacity: true)
    for logit in logits { weights.append(exp((Double(logit) - largest) / sampling.temperature)) }
    if let topK = sampling.topK, topK < weights.count { keepLargest(topK) }
    var left = generator.nextUnit() * weights.reduce(0, +)
    for (id, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return Int32(id) }
    }
    return Int32(likeliest)
  }

  /// Sets all but the `count` largest weights to zero; of equal ones the lower ids are kept.
  private mutating func keepLargest(_ count: Int) {
    let bound = weights.sorted(by: >)[count - 1]
    var equalsLeft = count - weights.count { $0 > bound }
    for id in weights.indices where weights[id] <= bound {
      if weights[id] == bound, equalsLeft > 0 {
        equalsLeft -= 1
      } else {
        weights[id] = 0
      }
    }
  }
}
