import Foundation
import Recurrent
import Testing

@Suite struct MetricTests {
  private let predictions = Tensor.test([50, 3], in: 0...1)
  private let labels = IndexTensor((0..<50).map { Int32($0 * $0 % 7 % 3) })

  /// The figure is that of all examples: batches of 1, of 7 and one of 50 give the same bits.
  @Test func theCutIntoBatchesChangesNothing() {
    let targets = Tensor.test([50, 3], seed: 9)
    func expectSame(_ metric: some Metric, _ targets: Samples, _ location: SourceLocation = #_sourceLocation) {
      let whole = gather(metric, predictions, targets, batchSize: 50).value
      for size in [1, 7] {
        // Sums of doubles in another grouping.
        let value = gather(metric, predictions, targets, batchSize: size).value
        #expect(abs(value - whole) <= 1e-14 * abs(whole), sourceLocation: location)
      }
      #expect(metric.value == 0, sourceLocation: location)
    }
    let classes = labels.samples
    expectSame(.accuracy, classes)
    expectSame(.topKAccuracy(2), classes)
    expectSame(.perplexity(fromLogits: true), classes)
    expectSame(.perplexity(), classes)
    expectSame(.macroF1, classes)
    expectSame(.f1(of: 2), classes)
    expectSame(.rootMeanSquaredError, targets.samples)
    expectSame(.meanAbsoluteError, targets.samples)
  }

  @Test func classesAsNumbersOrOneHot() {
    var oneHot = Tensor.zeros([50, 3])
    for (row, label) in labels.scalars.enumerated() { oneHot[row, Int(label)] = 1 }
    #expect(
      gather(.accuracy, predictions, labels.samples, batchSize: 8).value
        == gather(.accuracy, predictions, oneHot.samples, batchSize: 8).value)
  }

  @Test func ofEqualPredictionsTheFirstCounts() {
    let even = Tensor([[0.5, 0.5, 0]])
    #expect(gather(.accuracy, even, IndexTensor([0]).samples, batchSize: 1).value == 1)
    #expect(gather(.accuracy, even, IndexTensor([1]).samples, batchSize: 1).value == 0)
    #expect(gather(.topKAccuracy(1), even, IndexTensor([0]).samples, batchSize: 1).value == 1)
    #expect(gather(.topKAccuracy(1), even, IndexTensor([1]).samples, batchSize: 1).value == 0)
    #expect(gather(.topKAccuracy(2), even, IndexTensor([1]).samples, batchSize: 1).value == 1)
    #expect(gather(.topKAccuracy(2), even, IndexTensor([2]).samples, batchSize: 1).value == 0)
  }

  @Test func perplexityByHand() {
    let p = Tensor([[0.5, 0.5], [0.125, 0.875]])
    let metric = gather(.perplexity(), p, IndexTensor([0, 0]).samples, batchSize: 1)
    // exp of (log 2 + log 8) / 2.
    #expect(abs(metric.value - 4) < 1e-12)
    let ignoring = gather(.perplexity(ignoring: 1), p, IndexTensor([0, 1]).samples, batchSize: 2)
    #expect(abs(ignoring.value - 2) < 1e-12)
    #expect(
      abs(
        gather(.perplexity(fromLogits: true), Tensor.zeros([1, 5]), IndexTensor([2]).samples, batchSize: 1).value - 5)
        < 1e-6)
  }

  @Test func masksAndLabelsBelowZeroDoNotCount() {
    let steps = Tensor([[[0.9, 0.1], [0.2, 0.8]], [[0.6, 0.4], [0.3, 0.7]]])
    let targets = IndexTensor([[0, 0], [1, 1]])
    var metric = MeanMetric.accuracy
    metric.add(predictions: steps, targets: targets.samples, mask: SequenceMask(lengths: [1, 2], steps: 2))
    #expect(metric.value == 2.0 / 3)
    var f1 = ClassificationMetric.precision(of: 1)
    f1.add(predictions: steps, targets: targets.samples, mask: SequenceMask(lengths: [1, 2], steps: 2))
    #expect(f1.value == 1)
    var errors = MeanMetric.meanAbsoluteError
    errors.add(
      predictions: steps, targets: Tensor.zeros([2, 2, 2]).samples, mask: SequenceMask(lengths: [1, 0], steps: 2))
    #expect(abs(errors.value - 0.5) < 1e-7)
    #expect(gather(.accuracy, Tensor([[1, 0], [1, 0]]), IndexTensor([0, -1]).samples, batchSize: 2).value == 1)
  }

  // MARK: Confusion matrix

  @Test func aMatrixTakesItsClassesAlone() async {
    await #expect(processExitsWith: .failure) {
      var matrix = ConfusionMatrix(classes: 3)
      matrix.add(predictions: Tensor.zeros([1, 2]), targets: IndexTensor([0]))
    }
    var matrix = ConfusionMatrix(classes: 3)
    // What is not a number is no class's largest.
    matrix.add(predictions: Tensor([[.nan, 0.1, 0.9]]), targets: IndexTensor([2]))
    #expect(matrix.accuracy == 1)
  }

  private var matrix: ConfusionMatrix {
    var matrix = ConfusionMatrix(classes: 4)
    let pairs = [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (1, 2), (2, 2), (2, 2), (2, 2), (2, 0)]
    for (actual, predicted) in pairs { matrix.add(actual: actual, predicted: predicted) }
    return matrix
  }

  @Test func theFiguresByHand() {
    let matrix = matrix
    #expect(matrix.counts == [[2, 1, 0, 0], [1, 1, 1, 0], [1, 0, 3, 0], [0, 0, 0, 0]])
    #expect(matrix.total == 10 && matrix.support(of: 2) == 4 && matrix.predictions(of: 0) == 4)
    #expect(matrix.accuracy == 0.6 && matrix.microF1 == 0.6)
    let precision: [Double] = (0..<4).map(matrix.precision)
    let recall: [Double] = (0..<4).map(matrix.recall)
    let f1: [Double] = (0..<4).map(matrix.f1)
    let (wantedRecall, wantedF1): ([Double], [Double]) = ([2.0 / 3, 1.0 / 3, 0.75, 0], [4.0 / 7, 0.4, 0.75, 0])
    #expect(precision == [0.5, 0.5, 0.75, 0])
    #expect(recall == wantedRecall)
    #expect(f1 == wantedF1)
    // Class 3 neither is nor was predicted.
    #expect(abs(matrix.macroF1 - (4.0 / 7 + 0.4 + 0.75) / 3) < 1e-15)
    #expect(abs(matrix.macroPrecision - 1.75 / 3) < 1e-15 && abs(matrix.macroRecall - 1.75 / 3) < 1e-15)
    #expect(ConfusionMatrix(classes: 2).accuracy == 0 && ConfusionMatrix(classes: 2).macroF1 == 0)
  }

  @Test func itSurvivesJSON() throws {
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: JSONEncoder().encode(matrix)) == matrix)
  }

  @Test func aMatrixCountsBatchesAndPrintsAsATable() {
    var matrix = ConfusionMatrix(classes: 3)
    let predictions = Tensor([[0.1, 0.8, 0.1], [0.9, 0, 0.1], [0, 0, 1], [0, 1, 0]])
    matrix.add(predictions: predictions, targets: IndexTensor([1, 0, 1, -1]))
    #expect(matrix.counts == [[1, 0, 0], [0, 1, 1], [0, 0, 0]])
    #expect(matrix.description == "   0  1  2\n0  1  0  0\n1  0  1  1\n2  0  0  0")
    #expect(IndexTensor([[1, 2], [3, 4]]).description == "IndexTensor[2, 2](1, 2, 3, 4)")
  }
}
