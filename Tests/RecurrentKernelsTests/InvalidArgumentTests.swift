import RecurrentKernels
import TestSupport
import Testing

/// What is not allowed is an error of its own kind, in every backend, and never a crash.
@Suite struct InvalidArgumentTests {
  private static let shape = LayerShape("invalid", 2, 3, 2, 4)

  /// The kind of an error, without the names in it.
  private enum Kind { case none, invalid, tooLarge, other }

  private func kind(_ body: () throws -> Void) -> Kind {
    do {
      try body()
      return .none
    } catch KernelError.invalidArgument {
      return .invalid
    } catch KernelError.tooLarge {
      return .tooLarge
    } catch {
      return .other
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func descriptors(candidate: BackendUnderTest) throws {
    let valid = LayerCase(Self.shape, .lstm).descriptor
    let breaks: [(String, (inout RecurrentDescriptor) -> Void)] = [
      ("batch 0", { $0.batch = 0 }), ("batch -1", { $0.batch = -1 }), ("steps 0", { $0.steps = 0 }),
      ("input 0", { $0.inputSize = 0 }), ("hidden 0", { $0.hiddenSize = 0 }), ("threads -1", { $0.threads = -1 }),
      ("checkpoint -1", { $0.checkpointEvery = -1 }), ("hidden least", { $0.hiddenSize = .min }),
    ]
    for (name, change) in breaks {
      var broken = valid
      change(&broken)
      #expect(kind { _ = try candidate.backend.makePlan(for: broken) } == .invalid, "\(name)")
    }
    for axis in [\RecurrentDescriptor.batch, \.steps, \.inputSize, \.hiddenSize] {
      var huge = valid
      huge[keyPath: axis] = .max
      #expect(kind { _ = try candidate.backend.makePlan(for: huge) } == .tooLarge, "\(axis)")
    }
    var product = valid
    (product.batch, product.steps) = (1 << 40, 1 << 40)
    #expect(kind { _ = try candidate.backend.makePlan(for: product) } == .tooLarge)
  }

  @Test(arguments: BackendUnderTest.all)
  func lengths(candidate: BackendUnderTest) throws {
    for lengths: [Int32] in [[3, 4], [-1, 3], [.max, 0], [.min, 0]] {
      var problem = LayerCase(Self.shape, .gruResetAfter).problem()
      problem.lengths = [3, 3]
      let good = try LayerRun(problem, on: candidate.backend)
      _ = try good.forward()
      problem.lengths = lengths
      let bad = try LayerRun(problem, on: candidate.backend)
      #expect(kind { _ = try bad.forward() } == .invalid, "forward, lengths \(lengths)")
      #expect(kind { _ = try bad.backward() } == .invalid, "backward, lengths \(lengths)")
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func inferencePlansDoNotGoBackward(candidate: BackendUnderTest) throws {
    var problem = LayerCase(Self.shape, .rnn).problem()
    problem.descriptor.training = false
    let run = try LayerRun(problem, on: candidate.backend)
    _ = try run.forward()
    #expect(kind { _ = try run.backward() } == .invalid)
  }

  @Test(arguments: BackendUnderTest.all)
  func aSecondDirectionNeedsItsWeights(candidate: BackendUnderTest) throws {
    let d = LayerCase(Self.shape, .rnn, direction: .bidirectional).descriptor
    let plan = try candidate.backend.makePlan(for: d)
    let zeros = [Float](repeating: 0, count: 64)
    zeros.withUnsafeBufferPointer { zeros in
      let weights = WeightPointers(weightIH: zeros.baseAddress!, weightHH: zeros.baseAddress!)
      #expect(kind { try plan.forward(ForwardArguments(input: zeros.baseAddress!, weights: weights)) } == .invalid)
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func sizesAndIndices(candidate: BackendUnderTest) throws {
    let x = GuardedArray<Float>(repeating: 0, count: 64)
    let y = GuardedArray<Float>(repeating: 0, count: 64)
    func kind(_ call: KernelCall, threads: Int = 0) -> Kind {
      self.kind { try candidate.backend.run(call, threads: threads) }
    }
    for (m, n, k) in [(0, 1, 1), (1, 0, 1), (1, 1, -1)] {
      #expect(kind(.gemm(.init(m: m, n: n, k: k, a: x.pointer, b: x.pointer, c: y.pointer))) == .invalid)
    }
    var narrow = KernelCall.Gemm(m: 4, n: 4, k: 4, a: x.pointer, b: x.pointer, c: y.pointer)
    narrow.lda = 3
    #expect(kind(.gemm(narrow)) == .invalid)
    narrow.lda = 4
    narrow.batch = -1
    #expect(kind(.gemm(narrow)) == .invalid)
    for index: Int32 in [-1, 8, .max, .min] {
      let indices = GuardedArray([0, index])
      #expect(
        kind(
          .gatherRows(
            .init(
              table: x.pointer, tableRows: 8, width: 8, indices: indices.pointer, count: 2, output: y.pointer)))
          == .invalid)
      #expect(
        kind(
          .scatterAddRows(
            .init(table: y.pointer, tableRows: 8, width: 8, indices: indices.pointer, count: 2, rows: x.pointer)))
          == .invalid)
      var loss = KernelCall.SoftmaxCrossEntropy(rows: 2, classes: 8, logits: x.pointer, targets: indices.pointer)
      loss.ignoredTarget = -100
      loss.losses = y.pointer
      #expect(kind(.softmaxCrossEntropy(loss)) == .invalid)
    }
    #expect(kind(.operate(.init(.exp, count: -1, .array(x.pointer), y: y.pointer))) == .invalid)
    #expect(kind(.operate(.init(.exp, count: 1, .array(x.pointer), y: y.pointer)), threads: -1) == .invalid)
    for probability: Float in [1, -0.1, .nan] {
      let call = KernelCall.Dropout(count: 1, probability: probability, seed: 1, x: x.pointer, y: y.pointer)
      #expect(kind(.dropout(call)) == .invalid)
    }
    #expect(x.isIntact && y.isIntact)
  }

  @Test(arguments: BackendUnderTest.all)
  func optimisers(candidate: BackendUnderTest) throws {
    let w = GuardedArray<Float>(repeating: 0, count: 4)
    func adam(_ change: (inout KernelCall.Adam) -> Void) -> Kind {
      var call = KernelCall.Adam(
        count: 4, step: 1, learningRate: 1, weights: w.pointer, firstMoment: w.pointer, secondMoment: w.pointer,
        gradient: w.pointer)
      change(&call)
      return kind { try candidate.backend.run(.adam(call), threads: 0) }
    }
    #expect(adam { $0.step = 0 } == .invalid)
    #expect(adam { $0.beta1 = 1 } == .invalid)
    #expect(adam { $0.beta2 = -0.1 } == .invalid)
    var sgd = KernelCall.SGD(count: 4, learningRate: 1, weights: w.pointer, gradient: w.pointer)
    sgd.momentum = 0.9
    #expect(kind { try candidate.backend.run(.sgd(sgd), threads: 0) } == .invalid, "momentum without a velocity")
  }
}
