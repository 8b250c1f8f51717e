import Recurrent
import Testing

@Suite struct SequentialStreamTests {
  /// After each step a stream says what the model predicts for the sequence up to it.
  private func expectPredictions(_ model: Sequential, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (stream, group) = (try model.makeStream(), try model.makeStreamGroup())
    let x = Tensor.test([2, 5, 3])
    var state = stream.initialState()
    let members = [group.open(), group.open()]
    for time in 0..<5 {
      let predicted = try model.predict(x.slice(0..<(time + 1), axis: 1))
      let expected = predicted.rank == 3 ? predicted.step(time) : predicted
      let together = try group.step(members, x.step(time))
      // Other kernels may serve single steps: a few units in the last place.
      #expect(together.distance(to: expected) < 1e-5, sourceLocation: sourceLocation)
      let alone = try stream.step(x.slice(1..<2, axis: 0).step(time), state: &state)
      #expect(alone.distance(to: expected.slice(1..<2, axis: 0)) < 1e-5, sourceLocation: sourceLocation)
    }
  }

  @Test func stepsAreThePredictions() throws {
    try expectPredictions(
      Sequential(
        [.masking(-7), .gru(6, returnSequences: true), .dropout(0.3), .layerNormalization(), .lstm(5), .dense(2)],
        inputShape: [nil, 3]))
    try expectPredictions(
      Sequential(
        [
          .activation(.tanh), .spatialDropout1D(0.2), .simpleRNN(4, returnSequences: true),
          .timeDistributed(.dense(3, activation: .softmax)),
        ], inputShape: [nil, 3]))
  }

  @Test func tokensStep() throws {
    let model = Sequential([.embedding(9, 4), .lstm(6), .dense(3, activation: .softmax)], inputShape: [nil])
    let stream = try model.makeStream()
    let tokens: [Int32] = [3, 8, 0, 5]
    var state = stream.initialState()
    for count in 1...4 {
      let y = try stream.step(token: tokens[count - 1], state: &state)
      let predicted = try model.predict(IndexTensor([Array(tokens.prefix(count))]))
      #expect(y.distance(to: predicted) < 1e-6)
    }
  }

  @Test func frozenStreamsKeepTheWeights() throws {
    let model = Sequential([.gru(4), .dense(1)], inputShape: [nil, 3])
    let frozen = model.frozen()
    let x = Tensor.test([1, 1, 3])
    let before = try model.predict(x)
    for parameter in model.parameters { parameter.value = parameter.value + 1 }
    let (stream, group) = (try frozen.makeStream(), try frozen.makeStreamGroup())
    var state = stream.initialState()
    #expect(try stream.step(x, state: &state).distance(to: before) < 1e-6)
    #expect(try group.step([group.open()], x).distance(to: before) < 1e-6)
    #expect(try model.predict(x).distance(to: before) > 0.01)
  }

  /// Layers that need the whole sequence, by the name in the model.
  @Test func whatCannotStepSaysSo() throws {
    let layers: [(layer: any LayerSpecification, kind: String)] = [
      (.bidirectional(.lstm(2)), "Bidirectional"), (.gru(2, goBackwards: true), "GRU"), (.flatten(), "Flatten"),
      (.globalMaxPooling1D(), "GlobalMaxPooling1D"),
    ]
    for (layer, kind) in layers {
      let model = Sequential([.dense(3), layer], inputShape: [4, 3])
      let error = #expect(throws: SpecificationError.self) { try model.makeStream() }
      #expect(error?.got == kind && error?.subject == "Sequential")
    }
    let nested = Sequential([.timeDistributed(.lstm(2))], inputShape: [nil, 4, 3])
    #expect(throws: SpecificationError.self) { try nested.makeStreamGroup() }
  }

  @Test func layersByName() throws {
    let model = Sequential([.lstm(4, returnSequences: true), .lstm(2), .dense(1)], inputShape: [nil, 3])
    let second = try #require(model.layer(named: "lstm_1", as: RecurrentLayer.self))
    #expect(second.inputSize == 4 && second.hiddenSize == 2)
    #expect(model.layer(named: "dense", as: Dense.self)?.outputSize == 1)
    #expect(model.layer(named: "dense", as: RecurrentLayer.self) == nil)
    #expect(model.layer(named: "lstm_2", as: RecurrentLayer.self) == nil)
  }
}
