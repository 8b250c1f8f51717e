import RecurrentKernels
import TestSupport
import Testing

/// What holds between two runs of a layer, whatever the numbers.
@Suite struct LayerInvariantTests {
  private static let shape = LayerShape("several rows, several steps", 5, 6, 3, 7)

  @Test(arguments: BackendUnderTest.all)
  func noStateEqualsAStateOfZeros(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let absent = LayerCase(Self.shape, cell, direction: .bidirectional, lengths: .ragged).problem()
      var zeros = absent
      zeros.arguments[.initialHidden] = Array(repeating: 0, count: zeros.descriptor.count(.initialHidden))
      zeros.arguments[.initialCell] = Array(repeating: 0, count: zeros.descriptor.count(.initialCell))
      try expectSame(absent, zeros, on: candidate, "\(cell)")
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func aMaskOfOnesEqualsNoMask(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let absent = LayerCase(Self.shape, cell, direction: .bidirectional, lengths: .ragged).problem()
      var ones = absent
      ones.arguments[.inputMask] = Array(repeating: 1, count: ones.descriptor.count(.inputMask))
      ones.arguments[.recurrentMask] = Array(repeating: 1, count: ones.descriptor.count(.recurrentMask))
      try expectSame(absent, ones, on: candidate, "\(cell)")
    }
  }

  /// Multiplying by 1 and adding 0 change no bit, so neither may they here.
  private func expectSame(
    _ first: LayerProblem, _ second: LayerProblem, on candidate: BackendUnderTest, _ comment: Comment
  ) throws {
    var faults: [String] = []
    let (one, other) = (
      try first.train(on: candidate.backend, faults: &faults), try second.train(on: candidate.backend, faults: &faults)
    )
    #expect(one.results == other.results, comment)
    #expect(one.gradients == other.gradients, comment)
    #expect(faults.isEmpty, comment)
  }

  /// A row does not know what it is batched with. Its sums may be taken in another order, so the two runs agree up to
  /// the rounding of both.
  @Test(arguments: BackendUnderTest.all)
  func aPaddedBatchEqualsItsRowsAlone(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let problem = LayerCase(Self.shape, cell, direction: .bidirectional, lengths: .ragged, extras: .all).problem()
      let d = problem.descriptor
      var faults: [String] = []
      let batch = try problem.train(on: candidate.backend, faults: &faults)
      for row in 0..<d.batch {
        let single = try problem.row(row).train(on: candidate.backend, faults: &faults)
        let length = problem.length(ofRow: row)
        func inBatch(_ array: [Float], _ shape: [Int], axis: Int, timed: Bool) -> [Float] {
          let ofRow = slice(array, shape: shape, axis: axis, row..<row + 1)
          return timed ? Array(ofRow.prefix(length * shape[2])) : ofRow
        }
        for (result, values) in single.results {
          let timed = result == .output
          let expected = inBatch(batch.results[result]!, d.shape(result), axis: timed ? 0 : 1, timed: timed)
          #expect(
            mismatch("\(result)", values, expected, bound: 2 * problem.roundingBound) == nil, "\(cell) row \(row)")
        }
        for argument in [LayerArgument.input, .initialHidden, .initialCell] where d.count(argument) > 0 {
          let timed = argument == .input
          let expected = inBatch(batch.gradients[argument]!, d.shape(argument), axis: timed ? 0 : 1, timed: timed)
          let difference = mismatch(
            "d\(argument)", single.gradients[argument]!, expected, bound: 2 * problem.roundingBound)
          #expect(difference == nil, "\(cell) row \(row)")
        }
      }
      #expect(faults.isEmpty)
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func pastARowsEndEverythingIsZero(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      for lengths in [LengthPattern.ragged, .withEmptyRows, .allEmpty] {
        let problem = LayerCase(
          Self.shape, cell, direction: .bidirectional, lengths: lengths, extras: .all
        ).problem()
        var faults: [String] = []
        let outcome = try problem.train(on: candidate.backend, faults: &faults)
        let d = problem.descriptor
        for row in 0..<d.batch {
          for array in [outcome.results[.output]!, outcome.gradients[.input]!] {
            let width = array.count / (d.batch * d.steps)
            let past = (row * d.steps + problem.length(ofRow: row)) * width..<(row + 1) * d.steps * width
            #expect(array[past].allSatisfy { $0 == 0 }, "\(cell) \(lengths)")
          }
        }
      }
    }
  }

  /// A sequence in two chunks, the state of the first handed to the second, and the gradient handed back.
  @Test(arguments: BackendUnderTest.all)
  func chunksEqualTheWhole(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let whole = LayerCase(Self.shape, cell, extras: .all).problem()
      let d = whole.descriptor
      var faults: [String] = []
      let expected = try whole.train(on: candidate.backend, faults: &faults)

      var first = whole.steps(0..<2)
      var second = whole.steps(2..<d.steps)
      let carried = try first.infer(on: candidate.backend, faults: &faults)
      second.arguments[.initialHidden] = carried[.finalHidden]
      second.arguments[.initialCell] = carried[.finalCell]
      let late = try second.train(on: candidate.backend, faults: &faults)
      first.cotangents[.finalHidden] = late.gradients[.initialHidden]
      first.cotangents[.finalCell] = late.gradients[.initialCell]
      let early = try first.train(on: candidate.backend, faults: &faults)

      for result in [LayerResult.finalHidden, .finalCell] where d.count(result) > 0 {
        let difference = mismatch(
          "\(result)", late.results[result]!, expected.results[result]!, bound: 2 * whole.roundingBound)
        #expect(difference == nil, "\(cell)")
      }
      for argument in LayerArgument.differentiable where d.count(argument) > 0 && argument != .input {
        let isWeight = ![.initialHidden, .initialCell].contains(argument)
        let sum = zip(early.gradients[argument]!, late.gradients[argument]!).map { $0 + (isWeight ? $1 : 0) }
        let difference = mismatch(
          "d\(argument)", sum, expected.gradients[argument]!, bound: 2 * whole.roundingBound)
        #expect(difference == nil, "\(cell)")
      }
      #expect(faults.isEmpty)
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func reverseEqualsFlipForwardFlip(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let reverse = LayerCase(Self.shape, cell, direction: .reverse, extras: .all).problem()
      var forward = reverse.flipped()
      forward.descriptor.direction = .forward
      var faults: [String] = []
      let inReverse = try reverse.train(on: candidate.backend, faults: &faults)
      var turned = try forward.train(on: candidate.backend, faults: &faults)
      turned.results[.output] = reverse.descriptor.flip(turned.results[.output]!)
      turned.gradients[.input] = reverse.descriptor.flip(turned.gradients[.input]!)
      // Gradients of the weights are sums over the steps, here in the other order: up to the rounding of both.
      for (result, values) in inReverse.results {
        let difference = mismatch("\(result)", values, turned.results[result]!, bound: 2 * reverse.roundingBound)
        #expect(difference == nil, "\(cell)")
      }
      for (argument, values) in inReverse.gradients {
        let difference = mismatch("d\(argument)", values, turned.gradients[argument]!, bound: 2 * reverse.roundingBound)
        #expect(difference == nil, "\(cell)")
      }
    }
  }

  /// Bit for bit, on shapes that a kernel may split by rows, by gate columns and by directions.
  @Test(arguments: BackendUnderTest.all)
  func theThreadCountChangesNoBit(candidate: BackendUnderTest) throws {
    let shapes = [
      LayerShape("many rows", 35, 4, 5, 16), LayerShape("few rows", 2, 4, 9, 77), LayerShape("one row", 1, 3, 4, 50),
    ]
    for cell in Cell.allCases {
      for shape in shapes where candidate.description != "reference" || shape.batch < 3 {
        for direction in [Direction.forward, .bidirectional] {
          var problem = LayerCase(shape, cell, direction: direction, lengths: .ragged, extras: .all).problem()
          var faults: [String] = []
          problem.descriptor.threads = 1
          let alone = try problem.train(on: candidate.backend, faults: &faults)
          for threads in 2...4 {
            problem.descriptor.threads = threads
            let together = try problem.train(on: candidate.backend, faults: &faults)
            #expect(alone.results == together.results, "\(cell) \(shape.trap) \(direction) \(threads) threads")
            #expect(alone.gradients == together.gradients, "\(cell) \(shape.trap) \(direction) \(threads) threads")
          }
          #expect(faults.isEmpty)
        }
      }
    }
  }

  /// Weights that were packed beforehand give the same bits, forward and backward.
  @Test(arguments: BackendUnderTest.all)
  func packingBeforehandChangesNoGradient(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      for extras in [LayerExtras.biases, .all] {
        let problem = LayerCase(Self.shape, cell, direction: .bidirectional, lengths: .ragged, extras: extras).problem()
        let run = try LayerRun(problem, on: candidate.backend)
        let plain = (try run.forward(), try run.backward())
        let packed = (try run.forward(packed: true), try run.backward(packed: true))
        #expect(packed.0 == plain.0 && packed.1 == plain.1, "\(cell)")
        #expect(run.faults.isEmpty)
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func weightGradientsAreAddedTo(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let problem = LayerCase(Self.shape, cell, direction: .bidirectional, extras: .all).problem()
      let run = try LayerRun(problem, on: candidate.backend)
      _ = try run.forward()
      let fromZero = try run.backward()
      _ = try run.forward()
      let fromOne = try run.backward(weightGradientsBefore: 1)
      for weight in [LayerArgument.weightIH, .weightHH, .biasIH, .biasHH] {
        // One addition more, in another place of the sum.
        let expected = fromZero[weight]!.map { Double($0) + 1 }
        #expect(mismatch("d\(weight)", fromOne[weight]!, expected, bound: problem.roundingBound) == nil, "\(cell)")
      }
      for other in [LayerArgument.input, .initialHidden, .initialCell] {
        #expect(fromOne[other] == fromZero[other], "\(cell)")
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func whatElseIsWantedChangesNoGradient(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      let problem = LayerCase(Self.shape, cell, direction: .bidirectional, lengths: .ragged, extras: .all).problem()
      let run = try LayerRun(problem, on: candidate.backend)
      _ = try run.forward()
      let all = try run.backward()
      for argument in LayerArgument.differentiable where problem.descriptor.count(argument) > 0 {
        _ = try run.forward()
        let alone = try run.backward(wanted: [argument])
        #expect(alone == [argument: all[argument]!], "\(cell)")
      }
      #expect(run.faults.isEmpty)
    }
  }

  /// An absent cotangent is one of zeros.
  @Test(arguments: BackendUnderTest.all)
  func anAbsentCotangentEqualsZeros(candidate: BackendUnderTest) throws {
    for cell in Cell.allCases {
      for result in LayerResult.allCases {
        let problem = LayerCase(Self.shape, cell, direction: .bidirectional, extras: .all).problem()
        guard problem.descriptor.count(result) > 0 else { continue }
        var (absent, zeros) = (problem, problem)
        absent.cotangents[result] = nil
        zeros.cotangents[result] = Array(repeating: 0, count: problem.descriptor.count(result))
        try expectSame(absent, zeros, on: candidate, "\(cell) without d\(result)")
      }
    }
  }
}
