import RecurrentKernels

/// A problem's arrays as a kernel sees them: guarded, unaligned where that is allowed, scratch full of NaN.
public final class LayerRun {
  public let problem: LayerProblem
  public let plan: any RecurrentPlan
  /// What a kernel did that it must not: wrote past an array, or into an argument.
  public private(set) var faults: [String] = []
  private let arguments: [LayerArgument: GuardedArray<Float>]
  private let lengths: GuardedArray<Int32>?
  private var results: [LayerResult: GuardedArray<Float>] = [:]
  private let cache: GuardedArray<UInt8>

  public init(_ problem: LayerProblem, on backend: any KernelBackend) throws {
    self.problem = problem
    plan = try backend.makePlan(for: problem.descriptor)
    arguments = problem.arguments.mapValues { GuardedArray($0) }
    lengths = problem.lengths.map { GuardedArray($0) }
    cache = Self.scratch(plan.sizes.cache)
    for result in LayerResult.allCases where problem.descriptor.count(result) > 0 {
      results[result] = GuardedArray(repeating: .nan, count: problem.descriptor.count(result))
    }
  }

  /// Bytes that are NaN whichever way they are read as floats.
  private static func scratch(_ byteCount: Int) -> GuardedArray<UInt8> {
    GuardedArray(repeating: 0xff, count: byteCount, aligned: true)
  }

  /// Runs forward. With `packed`, the weights are packed beforehand where the backend can.
  public func forward(packed: Bool = false) throws -> [LayerResult: [Float]] {
    let workspace = Self.scratch(plan.sizes.forwardWorkspace)
    let packedWeights = packed && plan.sizes.packedWeights > 0 ? Self.scratch(plan.sizes.packedWeights) : nil
    var call = forwardArguments
    if let packedWeights {
      try plan.packWeights(call.weights, reverse: call.reverseWeights, into: packedWeights.pointer)
      call.packedWeights = UnsafeRawPointer(packedWeights.pointer)
    }
    call.workspace = UnsafeMutableRawPointer(workspace.pointer)
    try plan.forward(call)
    check(workspace, "forward workspace")
    if let packedWeights { check(packedWeights, "packed weights") }
    checkArguments()
    for (result, array) in results { check(array, result.rawValue) }
    return results.mapValues(\.elements)
  }

  /// Runs backward after ``forward(packed:)``.
  ///
  /// - Parameters:
  ///   - wanted: the arguments whose gradient is asked for.
  ///   - weightGradientsBefore: what the gradients of the weights hold before the call, which adds to them.
  ///   - stateGradientsInPlace: whether the gradients by the final states are overwritten by those by the initial ones.
  ///   - packed: whether the weights are packed beforehand where the backend can.
  public func backward(
    wanted: [LayerArgument] = LayerArgument.differentiable, weightGradientsBefore: Float = 0,
    stateGradientsInPlace: Bool = false, packed: Bool = false
  ) throws -> [LayerArgument: [Float]] {
    let d = problem.descriptor
    let workspace = Self.scratch(plan.sizes.backwardWorkspace)
    var cotangents = problem.cotangents.mapValues { GuardedArray($0) }
    let weights: Set<LayerArgument> = [.weightIH, .weightHH, .biasIH, .biasHH]
    var gradients: [LayerArgument: GuardedArray<Float>] = [:]
    for argument in wanted where d.count(argument) > 0 {
      gradients[argument] = GuardedArray(
        repeating: weights.contains(argument) ? weightGradientsBefore : .nan, count: d.count(argument))
    }
    var call = BackwardArguments(forward: forwardArguments)
    if stateGradientsInPlace {
      gradients[.initialHidden] = cotangents[.finalHidden]
      gradients[.initialCell] = cotangents[.finalCell]
    }
    call.outputGradient = (cotangents[.output]?.pointer).map { UnsafePointer($0) }
    call.finalHiddenGradient = (cotangents[.finalHidden]?.pointer).map { UnsafePointer($0) }
    call.finalCellGradient = (cotangents[.finalCell]?.pointer).map { UnsafePointer($0) }
    call.inputGradient = gradients[.input]?.pointer
    call.initialHiddenGradient = gradients[.initialHidden]?.pointer
    call.initialCellGradient = gradients[.initialCell]?.pointer
    func weightGradients(direction: Int) -> WeightGradientPointers {
      func part(_ argument: LayerArgument) -> UnsafeMutablePointer<Float>? {
        (gradients[argument]?.pointer).map { $0 + direction * d.count(argument) / d.direction.count }
      }
      return WeightGradientPointers(
        weightIH: part(.weightIH), weightHH: part(.weightHH), biasIH: part(.biasIH), biasHH: part(.biasHH))
    }
    call.weightGradients = weightGradients(direction: 0)
    if d.direction == .bidirectional { call.reverseWeightGradients = weightGradients(direction: 1) }
    call.workspace = UnsafeMutableRawPointer(workspace.pointer)
    let bytes = packed ? plan.sizes.packedBackwardWeights : 0
    let packedWeights = bytes > 0 ? Self.scratch(bytes) : nil
    if let packedWeights {
      try plan.packBackwardWeights(
        call.forward.weights, reverse: call.forward.reverseWeights, into: packedWeights.pointer)
      call.packedWeights = UnsafeRawPointer(packedWeights.pointer)
    }
    try plan.backward(call)
    if let packedWeights { check(packedWeights, "packed weights") }
    if stateGradientsInPlace { (cotangents[.finalHidden], cotangents[.finalCell]) = (nil, nil) }
    check(workspace, "backward workspace")
    checkArguments()
    for (argument, array) in gradients { check(array, "gradient of \(argument)") }
    for (result, array) in cotangents { check(array, "gradient by \(result)", holds: problem.cotangents[result]) }
    return gradients.mapValues(\.elements)
  }

  /// The arrays of the problem as a call takes them, less the workspace.
  private var forwardArguments: ForwardArguments {
    let d = problem.descriptor
    func argument(_ name: LayerArgument) -> UnsafePointer<Float>? {
      (arguments[name]?.pointer).map { UnsafePointer($0) }
    }
    func weights(direction: Int) -> WeightPointers {
      func part(_ name: LayerArgument) -> UnsafePointer<Float>? {
        argument(name).map { $0 + direction * d.count(name) / d.direction.count }
      }
      return WeightPointers(
        weightIH: part(.weightIH)!, weightHH: part(.weightHH)!, biasIH: part(.biasIH), biasHH: part(.biasHH))
    }
    var call = ForwardArguments(input: argument(.input)!, weights: weights(direction: 0))
    if d.direction == .bidirectional { call.reverseWeights = weights(direction: 1) }
    call.lengths = (lengths?.pointer).map { UnsafePointer($0) }
    call.initialHidden = argument(.initialHidden)
    call.initialCell = argument(.initialCell)
    call.inputMask = argument(.inputMask)
    call.recurrentMask = argument(.recurrentMask)
    call.output = results[.output]?.pointer
    call.finalHidden = results[.finalHidden]?.pointer
    call.finalCell = results[.finalCell]?.pointer
    call.cache = d.training ? UnsafeMutableRawPointer(cache.pointer) : nil
    return call
  }

  private func checkArguments() {
    check(cache, "cache")
    for (name, array) in arguments { check(array, name.rawValue, holds: problem.arguments[name]) }
    if let lengths { check(lengths, "lengths", holds: problem.lengths) }
  }

  private func check<Element: BitwiseCopyable>(
    _ array: GuardedArray<Element>, _ name: String, holds expected: [Element]? = nil
  ) {
    if !array.isIntact { faults.append("\(name): written outside the array") }
    guard let expected else { return }
    // Byte by byte, because a NaN does not equal itself.
    let same = array.elements.withUnsafeBytes { actual in expected.withUnsafeBytes { actual.elementsEqual($0) } }
    if !same { faults.append("\(name): an argument was changed") }
  }
}

extension LayerProblem {
  /// Forward and backward on a backend. What it may not do is in `faults`.
  public func train(on backend: any KernelBackend, faults: inout [String]) throws -> LayerOutcome {
    let run = try LayerRun(self, on: backend)
    var outcome = LayerOutcome()
    outcome.results = try run.forward()
    outcome.gradients = try run.backward()
    faults += run.faults
    return outcome
  }

  /// Forward alone, keeping nothing.
  public func infer(
    on backend: any KernelBackend, packed: Bool = false, faults: inout [String]
  ) throws -> [LayerResult: [Float]] {
    var problem = self
    problem.descriptor.training = false
    let run = try LayerRun(problem, on: backend)
    let results = try run.forward(packed: packed)
    faults += run.faults
    return results
  }
}
