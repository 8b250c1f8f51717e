import Recurrent
import Testing

/// What comes from outside never stops the process: whatever a model cannot take is an error that says what and where,
/// before anything is computed.
@Suite struct DataErrorTests {
  private func regression() -> Sequential {
    let model = Sequential([.lstm(3), .dense(2)], inputShape: [nil, 4])
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    return model
  }

  private func classifier() -> Sequential {
    let model = Sequential([.embedding(10, 4), .gru(3), .dense(5, activation: .softmax)], inputShape: [nil])
    model.compile(optimizer: .sgd, loss: .sparseCategoricalCrossEntropy)
    return model
  }

  /// Fit, evaluate and predict alike.
  private func expect(
    _ error: DataError, of model: Sequential, _ x: any SamplesConvertible, _ y: any SamplesConvertible,
    predicts: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try model.fit(x, y, verbose: false) }
    #expect(throws: error, sourceLocation: sourceLocation) { try model.evaluate(x, y) }
    if predicts { #expect(throws: error, sourceLocation: sourceLocation) { try model.predict(x) } }
  }

  @Test func axesOfTheExamples() {
    let y = Tensor.zeros([6, 2])
    for shape in [[6, 4], [6, 5, 3], [6, 5, 4, 1], [6]] {
      expect(
        .shape(what: "examples", expected: "(None, None, 4)", got: shape), of: regression(), Tensor.zeros(shape), y)
    }
    // Sequences of any length, though the first had five steps.
    let grown = Sequential([.lstm(3), .dense(2)])
    #expect(throws: Never.self) { try grown.predict(Tensor.zeros([2, 5, 4])) }
    #expect(throws: Never.self) { try grown.predict(Tensor.zeros([3, 9, 4])) }
  }

  @Test func firstDataThatNoLayersCanBeMadeFor() {
    let model = Sequential([.lstm(3)])
    #expect(throws: SpecificationError.self) { try model.predict(Tensor.zeros([6, 4])) }
    #expect(model.inputShape == nil)
    #expect(throws: Never.self) { try model.predict(Tensor.zeros([6, 4, 2])) }
  }

  @Test func countsAndTargets() {
    let x = Tensor.zeros([6, 5, 4])
    expect(.count(what: "targets", expected: 6, got: 5), of: regression(), x, Tensor.zeros([5, 2]), predicts: false)
    expect(
      .shape(what: "targets", expected: "(None, 2)", got: [6, 3]), of: regression(), x, Tensor.zeros([6, 3]),
      predicts: false)
    let tokens = IndexTensor(shape: [6, 5], scalars: [Int32](repeating: 1, count: 30))
    expect(
      .kind(what: "targets", expected: "classes (an IndexTensor)", got: "numbers"), of: classifier(), tokens,
      Tensor.zeros([6, 5]), predicts: false)
    expect(
      .unknownLabel(5, example: 2, classes: 5), of: classifier(), tokens, IndexTensor([0, 1, 5, 2, 3, 4]),
      predicts: false)
    expect(
      .unknownLabel(-2, example: 1, classes: 5), of: classifier(), tokens, IndexTensor([0, -2, 1, 2, 3, 4]),
      predicts: false)
    #expect(throws: DataError.count(what: "sample weights", expected: 6, got: 2)) {
      try regression().fit(x, Tensor.zeros([6, 2]), sampleWeight: Tensor.ones([2]), verbose: false)
    }
  }

  @Test func tokensAndNumbers() {
    var scalars = [Int32](repeating: 1, count: 12)
    scalars[7] = 10
    let labels = IndexTensor([0, 1, 2])
    expect(
      .unknownToken(10, example: 1, tokens: 10), of: classifier(), IndexTensor(shape: [3, 4], scalars: scalars), labels)
    scalars[7] = -1
    expect(
      .unknownToken(-1, example: 1, tokens: 10), of: classifier(), IndexTensor(shape: [3, 4], scalars: scalars), labels)
    expect(
      .kind(what: "examples", expected: "tokens (an IndexTensor)", got: "numbers"), of: classifier(),
      Tensor.zeros([3, 4]), labels)
    expect(
      .kind(what: "examples", expected: "numbers (a Tensor)", got: "tokens"), of: regression(),
      IndexTensor(shape: [3, 4, 4], scalars: [Int32](repeating: 0, count: 48)), Tensor.zeros([3, 2]))
  }

  @Test func whatIsNotFinite() {
    var x = Tensor.zeros([3, 5, 4])
    x[2, 1, 0] = .nan
    expect(.notFinite(what: "input", example: 2), of: regression(), x, Tensor.zeros([3, 2]))
    x[2, 1, 0] = .infinity
    expect(.notFinite(what: "input", example: 2), of: regression(), x, Tensor.zeros([3, 2]))
  }

  @Test func nestedArrays() throws {
    let model = Sequential([.dense(1)], inputShape: [2])
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    let rows: [[Float]] = [[1, 2], [3, 4], [5, 6]]
    #expect(try model.predict(rows) == model.predict(Tensor(rows)))
    #expect(try model.fit(rows, [1, 2, 3] as [Float], verbose: false).epochs.count == 1)
    expect(
      .ragged(row: 1, expected: 2, got: 1), of: model, [[1, 2], [3], [5, 6]] as [[Float]], [1, 2, 3] as [Float])
    let deep: [[[Float]]] = [[[1], [2]], [[3], [4, 5]]]
    #expect(throws: DataError.ragged(row: 1, expected: 1, got: 2)) { try deep.samples }
    #expect(try classifier().predict([[1, 2], [3, 4]] as [[Int32]]).shape == [2, 5])
  }

  @Test func nothingGivesNothing() throws {
    #expect(try regression().predict(Tensor.zeros([0, 5, 4])).shape == [0, 2])
    #expect(throws: DataError.empty) { try regression().fit(Tensor.zeros([0, 5, 4]), Tensor.zeros([0, 2])) }
    #expect(throws: DataError.empty) { try regression().evaluate(Tensor.zeros([0, 5, 4]), Tensor.zeros([0, 2])) }
  }

  @Test func batchesOfAStatefulLayer() throws {
    let model = Sequential([.lstm(3, stateful: true), .dense(2)], inputShape: [nil, 4])
    model.compile(optimizer: .sgd, loss: .meanSquaredError)
    let (x, y) = (Tensor.zeros([6, 5, 4]), Tensor.zeros([6, 2]))
    #expect(throws: DataError.statefulBatch(rows: 2, carried: 4)) { try model.fit(x, y, batchSize: 4, verbose: false) }
    #expect(throws: Never.self) { try model.fit(x, y, batchSize: 3, verbose: false) }
    #expect(throws: DataError.statefulBatch(rows: 6, carried: 3)) { try model.predict(x) }
    model.resetStates()
    #expect(throws: Never.self) { try model.predict(x) }
  }

  /// Lengths are a mask: what lies past them does not count.
  @Test func paddedSequences() throws {
    let rows: [[Int32]] = [[1, 2, 3], [4], [5, 6]]
    let padded = PaddedSequences(rows)
    let model = classifier()
    let together = try model.predict(padded)
    for (row, tokens) in rows.enumerated() {
      let alone = try model.predict([tokens])
      // Rows of a batch are summed in another order than one alone.
      #expect(together.slice(row..<(row + 1), axis: 0).distance(to: alone) < 1e-6)
    }
    #expect(try model.predict(padded.values) != together)
    #expect(try model.fit(padded, IndexTensor([0, 1, 2]), verbose: false).epochs.count == 1)
  }

  @Test func lengthsBeyondTheSteps() {
    struct Lengths: SamplesConvertible {
      let samples = Samples.indices(IndexTensor([[1, 2, 3], [4, 5, 6]]))
      let sequenceLengths: [Int]?
    }
    let labels = IndexTensor([0, 1])
    expect(.length(4, example: 1, steps: 3), of: classifier(), Lengths(sequenceLengths: [3, 4]), labels)
    expect(.length(-1, example: 0, steps: 3), of: classifier(), Lengths(sequenceLengths: [-1, 2]), labels)
    expect(.count(what: "lengths", expected: 2, got: 1), of: classifier(), Lengths(sequenceLengths: [3]), labels)
  }

  @Test func everyErrorSaysWhatToDo() {
    let errors: [DataError] = [
      .count(what: "targets", expected: 6, got: 5), .shape(what: "examples", expected: "(None, 4)", got: [6, 3]),
      .kind(what: "targets", expected: "classes", got: "numbers"), .ragged(row: 1, expected: 2, got: 3),
      .length(9, example: 1, steps: 5), .statefulBatch(rows: 2, carried: 4), .unknownToken(9, example: 1, tokens: 5),
    ]
    for error in errors {
      #expect(error.description.contains(where: \.isNumber) || error.description.contains("wants"))
    }
  }
}
