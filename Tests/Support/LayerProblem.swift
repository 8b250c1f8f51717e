import RecurrentKernels

/// The arrays that go into a recurrent layer and have gradients or masks. Those of both directions lie one after the
/// other, [S, ...].
public enum LayerArgument: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
  case input, weightIH, weightHH, biasIH, biasHH, initialHidden, initialCell, inputMask, recurrentMask

  /// What backward gives a gradient for.
  public static let differentiable: [LayerArgument] = [
    .input, .weightIH, .weightHH, .biasIH, .biasHH, .initialHidden, .initialCell,
  ]
}

/// The arrays that come out of it.
public enum LayerResult: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
  case output, finalHidden, finalCell
}

/// One recurrent layer with its numbers: what a backend is run on and the oracle computes.
///
/// The loss that gradients are taken of is the sum over results of `cotangents[result] * result`; a result without a
/// cotangent does not count.
public struct LayerProblem: Sendable {
  public var descriptor: RecurrentDescriptor
  /// nil: all rows have all steps.
  public var lengths: [Int32]?
  /// An absent one is null to the kernel.
  public var arguments: [LayerArgument: [Float]]
  public var cotangents: [LayerResult: [Float]]

  public init(
    descriptor: RecurrentDescriptor, lengths: [Int32]? = nil, arguments: [LayerArgument: [Float]],
    cotangents: [LayerResult: [Float]]
  ) {
    self.descriptor = descriptor
    self.lengths = lengths
    self.arguments = arguments
    self.cotangents = cotangents
  }

  public func length(ofRow row: Int) -> Int { lengths.map { Int($0[row]) } ?? descriptor.steps }

  /// The largest relative rounding error that correct float32 kernels can be excused with.
  ///
  /// A float sum of k terms is off by at most k units of 2^-24 of the sum of its terms' magnitudes, which are near 1
  /// here; the longest sum has D + H terms (a gate), G H (a gradient by the state) or N T (a gradient by a weight), and
  /// 16 more stand for the few ulps of activations and pointwise products. The cells are drawn contractive, so the
  /// errors of the T steps add and do not multiply.
  public var roundingBound: Double {
    let d = descriptor
    let longestSum = max(d.inputSize + d.hiddenSize, d.cell.gates * d.hiddenSize, d.batch * d.steps) + 16
    return 0x1p-24 * Double(longestSum * d.steps)
  }
}

/// What a layer made of a problem.
public struct LayerOutcome: Sendable {
  public var results: [LayerResult: [Float]] = [:]
  public var gradients: [LayerArgument: [Float]] = [:]

  public init() {}
}

extension RecurrentDescriptor {
  /// The axes of an argument, those of both directions first.
  public func shape(_ argument: LayerArgument) -> [Int] {
    let (s, gateRows) = (direction.count, cell.gates * hiddenSize)
    return switch argument {
    case .input: [batch, steps, inputSize]
    case .weightIH: [s, gateRows, inputSize]
    case .weightHH: [s, gateRows, hiddenSize]
    case .biasIH, .biasHH: [s, gateRows]
    case .initialHidden, .recurrentMask: [s, batch, hiddenSize]
    case .initialCell: [cell.hasCellState ? s : 0, batch, hiddenSize]
    case .inputMask: [s, batch, inputSize]
    }
  }

  public func shape(_ result: LayerResult) -> [Int] {
    switch result {
    case .output: [batch, steps, direction.count * hiddenSize]
    case .finalHidden: [direction.count, batch, hiddenSize]
    case .finalCell: [cell.hasCellState ? direction.count : 0, batch, hiddenSize]
    }
  }

  /// Elements of an argument; 0 where the cell has no such argument.
  public func count(_ argument: LayerArgument) -> Int { shape(argument).reduce(1, *) }

  public func count(_ result: LayerResult) -> Int { shape(result).reduce(1, *) }
}

extension LayerProblem {
  /// The elements of an argument whose gradient is worth taking by differences: all of a little array, else, so that a
  /// case costs no more than some million products, a number spread over the array and its two ends.
  public func sampledElements(of argument: LayerArgument) -> [Int] {
    let d = descriptor
    let (count, width) = (d.count(argument), d.inputSize + d.hiddenSize)
    let products = d.direction.count * d.batch * d.steps * d.cell.gates * d.hiddenSize * width
    let affordable = max(8, 3_000_000 / products)
    guard count > affordable else { return Array(0..<count) }
    var random = SeededGenerator(seed: "\(argument) \(count)")
    let spread = (0..<affordable - 2).map { _ in Int.random(in: 0..<count, using: &random) }
    return [0, count - 1] + spread
  }
}
