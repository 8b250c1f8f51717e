import RecurrentKernels
import TestSupport
import Testing

/// Streaming: one step a call, the state updated in place.
@Suite struct LayerStateTests {
  @Test(arguments: BackendUnderTest.all)
  func stepsInPlaceEqualTheWhole(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let problem = LayerCase(LayerShape("a stream", 1, 9, 4, 18), cell, extras: [.biases, .initialState]).problem()
      var faults: [String] = []
      let whole = try problem.infer(on: candidate.backend, faults: &faults)
      var d = problem.descriptor
      (d.steps, d.training) = (1, false)
      let plan = try candidate.backend.makePlan(for: d)
      let weights = problem.arguments.mapValues { GuardedArray($0) }
      func pointer(_ argument: LayerArgument) -> UnsafeMutablePointer<Float>? { weights[argument]?.pointer }
      let workspace = AlignedBuffer(byteCount: plan.sizes.forwardWorkspace)
      let packed = AlignedBuffer(byteCount: plan.sizes.packedWeights)
      let output = GuardedArray<Float>(count: d.hiddenSize)
      let layer = WeightPointers(
        weightIH: pointer(.weightIH)!, weightHH: pointer(.weightHH)!, biasIH: pointer(.biasIH),
        biasHH: pointer(.biasHH))
      if plan.sizes.packedWeights > 0 { try plan.packWeights(layer, reverse: nil, into: packed.baseAddress) }
      var outputs: [Float] = []
      for t in 0..<problem.descriptor.steps {
        var call = ForwardArguments(input: pointer(.input)! + t * d.inputSize, weights: layer)
        if plan.sizes.packedWeights > 0 { call.packedWeights = UnsafeRawPointer(packed.baseAddress) }
        (call.initialHidden, call.initialCell) = (
          UnsafePointer(pointer(.initialHidden)!), pointer(.initialCell).map { UnsafePointer($0) }
        )
        (call.finalHidden, call.finalCell) = (pointer(.initialHidden), pointer(.initialCell))
        call.output = output.pointer
        call.workspace = workspace.baseAddress
        try plan.forward(call)
        outputs += output.elements
      }
      let bound = 2 * problem.roundingBound
      #expect(mismatch("output", outputs, whole[.output]!, bound: bound) == nil, "\(cell)")
      let hidden = weights[.initialHidden]!.elements
      #expect(mismatch("finalHidden", hidden, whole[.finalHidden]!, bound: bound) == nil, "\(cell)")
      if let c = weights[.initialCell] {
        #expect(mismatch("finalCell", c.elements, whole[.finalCell]!, bound: bound) == nil, "\(cell)")
      }
      #expect(weights.values.allSatisfy(\.isIntact) && output.isIntact)
    }
  }

  /// The gradient by the initial state may overwrite that by the final one, as truncated back-propagation does.
  @Test(arguments: BackendUnderTest.all)
  func stateGradientsInPlaceEqualThoseApart(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let problem = LayerCase(
        LayerShape("in place", 3, 4, 2, 5), cell, direction: .bidirectional, lengths: .withEmptyRows, extras: .all
      ).problem()
      let run = try LayerRun(problem, on: candidate.backend)
      _ = try run.forward()
      let apart = try run.backward()
      _ = try run.forward()
      let inPlace = try run.backward(stateGradientsInPlace: true)
      #expect(apart == inPlace, "\(cell)")
      #expect(run.faults.isEmpty)
    }
  }
}
