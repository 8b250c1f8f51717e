/// The gradients of a tape's tensors while it walks back, each the sum of what was found so far.
final class GradientSums {
  private var sums: [Tensor?]

  init(count: Int) { sums = [Tensor?](repeating: nil, count: count) }

  /// The sum in a slot, which is then empty.
  func take(_ slot: Int) -> Tensor? { sums[slot].take() }

  func add(_ gradient: Tensor, to slot: Int) {
    if sums[slot] == nil { sums[slot] = gradient } else { sums[slot]?.add(gradient) }
  }

  /// Lets `body` add to the sum in place, or write the first one where `isFirst`.
  func withMemory(
    of slot: Int, shape: [Int], _ body: (_ memory: UnsafeMutablePointer<Float>, _ isFirst: Bool) -> Void
  ) {
    let isFirst = sums[slot] == nil
    var sum = sums[slot].take() ?? Tensor(uninitialized: shape)
    body(sum.uniqueFloats(), isFirst)
    sums[slot] = sum
  }
}

/// Where the way back of one record leaves the gradients of its operands, by their positions.
struct OperandGradients {
  fileprivate let sums: GradientSums
  fileprivate let slots: [Int?]

  init(sums: GradientSums, slots: [Int?]) { (self.sums, self.slots) = (sums, slots) }

  subscript(operand: Int) -> OperandGradient { OperandGradient(sums: sums, slot: slots[operand]) }
}

/// The gradient of one operand: what a record finds is added to what others found.
struct OperandGradient {
  fileprivate let sums: GradientSums
  fileprivate let slot: Int?

  /// Whether a gradient flows into the operand; not into a constant.
  var isWanted: Bool { slot != nil }

  /// Adds a gradient of the operand's shape, which is computed only where it is wanted.
  func add(_ gradient: () -> Tensor) {
    if let slot { sums.add(gradient(), to: slot) }
  }

  /// Adds a gradient in place: `body` computes memory = gradient + beta memory, beta being 0 or 1.
  func accumulate(shape: [Int], _ body: (_ memory: UnsafeMutablePointer<Float>, _ beta: Float) -> Void) {
    guard let slot else { return }
    sums.withMemory(of: slot, shape: shape) { body($0, $1 ? 0 : 1) }
  }

  /// Adds the gradient of a part of the operand, whatever its other parts get: `body` adds to memory that is the sum so
  /// far, zeros at first. So a sequence of T parts costs T parts, not T wholes.
  func addPart(shape: [Int], _ body: (_ memory: UnsafeMutablePointer<Float>) -> Void) {
    guard let slot else { return }
    sums.withMemory(of: slot, shape: shape) { memory, isFirst in
      if isFirst { clear(memory, count: shape.reduce(1, *)) }
      body(memory)
    }
  }
}
