import Foundation
import Recurrent
import Testing

@testable import RecurrentLayers
@testable import RecurrentTraining

/// What `compile` is given is what trains and measures: each rule is the optimiser, function or figure that it names, with
/// Keras's values where none is given.
@Suite struct CompilationTests {
  private let x = Tensor.test([12, 3])
  private let y = Tensor.test([12, 2], seed: 6)

  // MARK: Optimisers

  private static let optimizers: [(OptimizerRule, @Sendable (ParameterStore) -> any Optimizer)] = [
    (.sgd, { SGD($0, learningRate: 0.01) }),
    (
      .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1),
      { SGD($0, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1) }
    ),
    (.adam, { Adam($0, learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7) }),
    (
      .adam(learningRate: 0.1, beta1: 0.7, beta2: 0.8, epsilon: 1e-2),
      { Adam($0, learningRate: 0.1, beta1: 0.7, beta2: 0.8, epsilon: 1e-2) }
    ),
    (.adamW, { Adam($0, learningRate: 0.001, epsilon: 1e-7, weightDecay: 0.004) }),
    (
      .adamW(learningRate: 0.1, weightDecay: 0.3, beta1: 0.7, beta2: 0.8, epsilon: 1e-2),
      { Adam($0, learningRate: 0.1, beta1: 0.7, beta2: 0.8, epsilon: 1e-2, weightDecay: 0.3) }
    ),
    (.rmsprop, { RMSprop($0, learningRate: 0.001, rho: 0.9, epsilon: 1e-7) }),
    (
      .rmsprop(learningRate: 0.1, rho: 0.7, momentum: 0.5, centered: true, epsilon: 1e-2, weightDecay: 0.1),
      { RMSprop($0, learningRate: 0.1, rho: 0.7, momentum: 0.5, centered: true, epsilon: 1e-2, weightDecay: 0.1) }
    ),
    (.adagrad, { Adagrad($0, learningRate: 0.001, initialAccumulator: 0.1, epsilon: 1e-7) }),
    (
      .adagrad(learningRate: 0.1, initialAccumulator: 0.5, epsilon: 1e-2, weightDecay: 0.1),
      { Adagrad($0, learningRate: 0.1, initialAccumulator: 0.5, epsilon: 1e-2, weightDecay: 0.1) }
    ),
  ]

  @Test(arguments: optimizers.indices)
  func aRuleIsItsOptimizer(_ index: Int) throws {
    let (rule, make) = Self.optimizers[index]
    let weights = try [rule.makeOptimizer, make].map { make in
      let layer = seeded { Dense(inputSize: 3, outputSize: 2) }
      let optimizer = make(ParameterStore(layer))
      for _ in 0..<3 {
        try optimizer.parameters.withGradients { meanSquaredError(layer(x), targets: y) }
        try optimizer.step()
      }
      return optimizer.parameters.values
    }
    #expect(weights[0] == weights[1])
  }

  /// One step of plain descent moves the weights by no more than the rate times the norm.
  @Test func theGradientIsClipped() throws {
    func step(_ clippingNorm: Float?) throws -> Float {
      let model = Sequential([.dense(2, useBias: false)], inputShape: [3])
      model.compile(optimizer: .sgd(learningRate: 0.5), loss: .meanSquaredError, clippingNorm: clippingNorm)
      let before = model.namedParameters[0].parameter.value
      try model.fit(x, y * 100, batchSize: 12, verbose: false)
      let move = model.namedParameters[0].parameter.value - before
      return (move * move).sum().item.squareRoot()
    }
    #expect(try step(nil) > 1)
    // 0.5 * 0.25, less PyTorch's 1e-6 of the norm.
    #expect(abs(try step(0.25) - 0.125) < 1e-5)
  }

  // MARK: Losses

  @Test func aLossIsItsFunction() {
    let weights = Tensor.test([12], seed: 8, in: 0...2)
    let logits = Tensor.test([12, 3], seed: 9, in: -2...2)
    let p = logits.softmax()
    let bits = Tensor.test([12, 3], seed: 2, in: 0...1)
    let classes = IndexTensor((0..<12).map { Int32($0 % 3) })
    func batch(_ predictions: Tensor, _ targets: Tensor) -> Loss.Batch {
      Loss.Batch(predictions: predictions, targets: .numbers(targets), weights: weights)
    }
    func batch(_ predictions: Tensor, _ targets: IndexTensor) -> Loss.Batch {
      Loss.Batch(predictions: predictions, targets: .indices(targets), weights: weights)
    }
    let numbers = batch(x, bits)
    #expect(Loss.meanSquaredError(numbers) == meanSquaredError(x, targets: bits, weights: weights))
    #expect(Loss.meanAbsoluteError(numbers) == meanAbsoluteError(x, targets: bits, weights: weights))
    #expect(Loss.huber(numbers) == huberLoss(x, targets: bits, delta: 1, weights: weights))
    #expect(Loss.huber(delta: 0.2)(numbers) == huberLoss(x, targets: bits, delta: 0.2, weights: weights))
    #expect(Loss.binaryCrossEntropy(batch(p, bits)) == binaryCrossEntropy(p, targets: bits, weights: weights))
    #expect(
      Loss.binaryCrossEntropy(fromLogits: true, labelSmoothing: 0.3)(batch(logits, bits))
        == sigmoidCrossEntropy(logits, targets: bits, labelSmoothing: 0.3, weights: weights))
    let spread = bits.softmax()
    #expect(
      Loss.categoricalCrossEntropy(labelSmoothing: 0.3)(batch(p, spread))
        == categoricalCrossEntropy(p, targets: spread, labelSmoothing: 0.3, weights: weights))
    #expect(
      Loss.categoricalCrossEntropy(fromLogits: true, labelSmoothing: 0.3)(batch(logits, spread))
        == softmaxCrossEntropy(logits, probabilities: spread, labelSmoothing: 0.3, weights: weights))
    #expect(
      Loss.sparseCategoricalCrossEntropy(ignoring: 2, labelSmoothing: 0.3)(batch(p, classes))
        == categoricalCrossEntropy(p, targets: classes, ignoring: 2, labelSmoothing: 0.3, weights: weights))
    #expect(
      Loss.sparseCategoricalCrossEntropy(fromLogits: true, ignoring: 2, labelSmoothing: 0.3)(batch(logits, classes))
        == softmaxCrossEntropy(logits, targets: classes, ignoring: 2, labelSmoothing: 0.3, weights: weights))
  }

  /// Classes smoothed are one-hot rows smoothed, and what is ignored is not there.
  @Test func sparseTargetsAreOneHotOnes() {
    let logits = Tensor.test([4, 3], in: -2...2)
    let classes = IndexTensor([2, 0, 1, 1])
    let oneHot = Tensor([[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 0]])
    let (few, fewClasses) = (logits.slice(0..<2, axis: 0), IndexTensor([2, 0]))
    for smoothing in [0, 0.25, 1] as [Float] {
      func expectEqual(_ a: Tensor, _ b: Tensor) {
        // Sums of a dozen numbers of size 1 in another order.
        #expect(abs(a.item - b.item) < 2e-6, "smoothing \(smoothing)")
      }
      expectEqual(
        softmaxCrossEntropy(logits, targets: classes, labelSmoothing: smoothing),
        softmaxCrossEntropy(logits, probabilities: oneHot, labelSmoothing: smoothing))
      let p = logits.softmax()
      expectEqual(
        categoricalCrossEntropy(p, targets: classes, labelSmoothing: smoothing),
        categoricalCrossEntropy(p, targets: oneHot, labelSmoothing: smoothing))
      expectEqual(
        categoricalCrossEntropy(p, targets: classes, labelSmoothing: smoothing),
        softmaxCrossEntropy(logits, targets: classes, labelSmoothing: smoothing))
      expectEqual(
        categoricalCrossEntropy(p, targets: classes, ignoring: 1, labelSmoothing: smoothing),
        categoricalCrossEntropy(few.softmax(), targets: fewClasses, labelSmoothing: smoothing))
      expectEqual(
        softmaxCrossEntropy(logits, targets: classes, ignoring: 1, labelSmoothing: smoothing),
        softmaxCrossEntropy(few, targets: fewClasses, labelSmoothing: smoothing))
    }
  }

  // MARK: Metrics

  @Test func aFigureIsTheMatrixs() {
    let predictions = Tensor.test([40, 3], in: 0...1)
    let labels = IndexTensor((0..<40).map { Int32($0 * $0 % 7 % 3) })
    var matrix = ConfusionMatrix(classes: 3)
    for (actual, predicted) in zip(labels.scalars, predictions.predictedClasses().scalars) {
      matrix.add(actual: Int(actual), predicted: Int(predicted))
    }
    func figure(_ metric: ClassificationMetric) -> Double {
      gather(metric, predictions, labels.samples, batchSize: 7).value
    }
    for label in 0..<3 {
      #expect(figure(.precision(of: label)) == matrix.precision(of: label))
      #expect(figure(.recall(of: label)) == matrix.recall(of: label))
      #expect(figure(.f1(of: label)) == matrix.f1(of: label))
    }
    #expect(figure(.macroPrecision) == matrix.macroPrecision)
    #expect(figure(.macroRecall) == matrix.macroRecall)
    #expect(figure(.macroF1) == matrix.macroF1)
    #expect(figure(.microF1) == matrix.microF1)
    let figures = [
      matrix.macroPrecision, matrix.macroRecall, matrix.macroF1, matrix.microF1, matrix.precision(of: 1),
      matrix.recall(of: 1),
    ]
    // Otherwise one could stand for another.
    #expect(Set(figures).count == figures.count)
    #expect(figure(.precision()) == matrix.precision(of: 1) && figure(.recall()) == matrix.recall(of: 1))
  }

  // MARK: Progress

  /// Both ends of a new terminal: who reads it, and the program in it. nil: there are none here, as in a bare container.
  private static func openTerminal() -> (reader: CInt, program: CInt)? {
    // Glibc's module has no posix_openpt: what it does by hand, with TIOCSPTLCK and TIOCGPTN of Linux.
    let reader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (unlocked, number) = (CInt(0), CInt(0))
    guard reader >= 0, ioctl(reader, 0x4004_5431, &unlocked) == 0, ioctl(reader, 0x8004_5430, &number) == 0 else {
      return nil
    }
    let program = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    return program >= 0 ? (reader, program) : nil
  }

  /// In a process of its own, whose standard error is a terminal that it reads itself.
  @Test(.enabled(if: openTerminal() != nil, "this machine has no pseudo-terminals"))
  func progressIsShownOnATerminal() async throws {
    await #expect(processExitsWith: .success) {
      guard let (terminal, standardError) = CompilationTests.openTerminal() else { exit(2) }
      dup2(standardError, STDERR_FILENO)
      func shown(verbose: Bool) throws -> String {
        let model = Sequential([.dense(1)])
        model.compile(optimizer: .sgd, loss: .meanSquaredError)
        try model.fit(
          Tensor.ones([8, 2]), Tensor.ones([8, 1]), epochs: 2, validationSplit: 0.5, verbose: verbose)
        // A mark, so that reading comes to an end.
        _ = write(STDERR_FILENO, "\u{4}end\n", 5)
        var text = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !text.contains("end") {
          let count = read(terminal, &bytes, bytes.count)
          guard count > 0 else { exit(3) }
          text += String(decoding: bytes[..<count], as: UTF8.self)
        }
        return text
      }
      let text = try shown(verbose: true)
      guard text.contains("epoch 1/2  1/1  loss"), text.contains("epoch 2/2  loss"), text.contains("val_loss") else {
        exit(4)
      }
      guard try !shown(verbose: false).contains("epoch") else { exit(5) }
    }
  }
}
