import RecurrentKernels
import Synchronization

/// One layer of a stack: its weights, and its way to the kernels and back.
final class RecurrentLevel: Sendable {
  struct Configuration: Sendable {
    let name: String
    let level: Int
    let cell: Cell
    let direction: Direction
    let inputSize: Int
    let hiddenSize: Int
    let activation: Activation
    let recurrentActivation: Activation
    let checkpointEvery: Int
  }

  let configuration: Configuration
  let weights: RecurrentWeights
  /// Direction 1's; bidirectional only.
  let reverseWeights: RecurrentWeights?
  private let plans = PlanCache()

  init(_ configuration: Configuration, bias: RecurrentBias, initializers: RecurrentInitializers) {
    self.configuration = configuration
    let makeWeights = { (suffix: String) in
      RecurrentWeights(
        configuration, suffix: "_l\(configuration.level)\(suffix)", bias: bias, initializers: initializers)
    }
    weights = makeWeights("")
    reverseWeights = configuration.direction == .bidirectional ? makeWeights("_reverse") : nil
  }

  var parameters: [Parameter] { weights.parameters + (reverseWeights?.parameters ?? []) }

  /// Differs whenever a weight may differ.
  var version: Int { max(weights.version, reverseWeights?.version ?? 0) }

  func descriptor(batch: Int, steps: Int, training: Bool, _ compute: Compute) -> RecurrentDescriptor {
    RecurrentDescriptor(
      cell: configuration.cell, direction: configuration.direction, activation: configuration.activation,
      recurrentActivation: configuration.recurrentActivation, training: training, threads: compute.threads,
      batch: batch, steps: steps, inputSize: configuration.inputSize, hiddenSize: configuration.hiddenSize,
      checkpointEvery: training ? configuration.checkpointEvery : 0,
      precision: compute.precision(of: weights.weightIH, recorded: training))
  }

  /// Runs the layer over a batch of sequences; recorded where a tape is open.
  func run(
    _ x: Tensor, initial: RecurrentState.Layer?, lengths: [Int32]?, masks: RecurrentMasks
  ) -> (output: Tensor, final: RecurrentState.Layer) {
    let compute = Compute.current
    let tape = Tape.current
    let prepared = (FrozenWeights.current?.plans(of: self) ?? plans).prepare(
      descriptor(batch: x.shape[0], steps: x.shape[1], training: tape != nil, compute), level: self,
      compute: compute)
    let call = RecurrentCall(
      level: self, plan: prepared.plan,
      packedWeights: prepared.packedWeights ?? sharedWeights(for: prepared.plan, compute), input: x.detached(),
      initial: initial, lengths: lengths, masks: masks, keepsCache: tape != nil)
    call.forward(compute)
    guard let tape else { return (call.output, call.final) }
    let wanted = RecurrentCall.WantedGradients(
      input: tape.tracks(x), hidden: initial.map { tape.tracks($0.hidden) } ?? false,
      cell: initial?.cell.map(tape.tracks) ?? false)
    let results = tape.record(
      [call.output, call.final.hidden] + (call.final.cell.map { [$0] } ?? []),
      from: [x, initial?.hidden, initial?.cell], with: parameters
    ) { gradients, operands in
      for (index, gradient) in call.backward(gradients, wanted: wanted, compute).enumerated() {
        if let gradient { operands[index].add { gradient } }
      }
    }
    return (results[0], RecurrentState.Layer(hidden: results[1], cell: results.count > 2 ? results[2] : nil))
  }
}

/// One direction's weights, PyTorch's names and layout.
struct RecurrentWeights: Sendable {
  let weightIH: Parameter
  let weightHH: Parameter
  let biasIH: Parameter?
  let biasHH: Parameter?

  init(
    _ configuration: RecurrentLevel.Configuration, suffix: String, bias: RecurrentBias,
    initializers: RecurrentInitializers
  ) {
    let hidden = configuration.hiddenSize
    let rows = configuration.cell.gates * hidden
    func parameter(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Parameter {
      Parameter(name: name + suffix, shape: shape, initializer: initializer)
    }
    weightIH = parameter("weight_ih", [rows, configuration.inputSize], initializers.weightIH)
    weightHH = parameter("weight_hh", [rows, hidden], initializers.weightHH)
    biasIH = bias != .none ? parameter("bias_ih", [rows], initializers.bias) : nil
    biasHH = bias == .double ? parameter("bias_hh", [rows], initializers.bias) : nil
    if initializers.unitForgetBias, configuration.cell == .lstm, let biasIH {
      var value = biasIH.value
      // Gates are stacked i, f, g, o.
      for row in hidden..<(2 * hidden) { value[row] += 1 }
      biasIH.value = value
    }
  }

  var parameters: [Parameter] { [weightIH, weightHH] + [biasIH, biasHH].compactMap(\.self) }

  /// Versions only grow, so the largest tells of every change.
  var version: Int {
    max(max(weightIH.version, weightHH.version), max(biasIH?.version ?? 0, biasHH?.version ?? 0))
  }

  var pointers: WeightPointers {
    WeightPointers(
      weightIH: weightIH.values, weightHH: weightHH.values, biasIH: biasIH?.values, biasHH: biasHH?.values)
  }

  func gradientsToAddTo() -> WeightGradientPointers {
    WeightGradientPointers(
      weightIH: weightIH.gradientToAddTo(), weightHH: weightHH.gradientToAddTo(), biasIH: biasIH?.gradientToAddTo(),
      biasHH: biasHH?.gradientToAddTo())
  }
}

/// Dropout masks of one call, one a sequence; nil: ones.
struct RecurrentMasks: Sendable {
  /// `[directions, batch, inputSize]`.
  var input: Tensor?
  /// `[directions, batch, hiddenSize]`.
  var recurrent: Tensor?
}
