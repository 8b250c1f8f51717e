import Recurrent
import Testing

/// Layers as Keras writes them: sizes follow from the layer before, and the weights are as many as Keras's.
@Suite struct LayerSpecificationTests {
  /// Builds layer upon layer, and says what each makes of the shape and how many weights it has, as a summary does.
  private func build(_ inputShape: LayerShape, _ layers: [any LayerSpecification]) -> [BuiltLayer] {
    var shape = inputShape
    return layers.map { specification in
      let layer = specification.build(inputShape: shape)
      shape = layer.outputShape
      return layer
    }
  }

  private func run(_ layers: [BuiltLayer], _ input: LayerValue) -> LayerValue {
    layers.reduce(input) { $1($0) }
  }

  @Test func theSentimentModel() {
    let layers = build(
      [nil], [.embedding(2000, 128), .lstm(196, dropout: 0.2, recurrentDropout: 0.2), .dense(2, activation: .softmax)])
    #expect(layers.map(\.kind) == ["Embedding", "LSTM", "Dense"])
    #expect(layers.map { "\($0.outputShape)" } == ["(None, None, 128)", "(None, 196)", "(None, 2)"])
    // What Keras's summary prints for these layers.
    #expect(layers.map(\.parameterCount) == [256_000, 254_800, 394])
    let probabilities = run(layers, LayerValue(IndexTensor([[1, 2, 1999], [0, 0, 5]]))).numbers
    #expect(probabilities.shape == [2, 2])
    for row in 0..<2 { #expect(abs(probabilities[row, 0] + probabilities[row, 1] - 1) < 1e-6) }
  }

  @Test func stackedLayersOverTwoColumns() {
    let lstm = build([100, 2], [.lstm(30, returnSequences: true), .lstm(30), .dense(1)])
    #expect(lstm.map { "\($0.outputShape)" } == ["(None, 100, 30)", "(None, 30)", "(None, 1)"])
    #expect(lstm.map(\.parameterCount) == [3_960, 7_320, 31])
    #expect(run(lstm, LayerValue(.test([4, 100, 2]))).numbers.shape == [4, 1])
    let gru = build([100, 2], [.gru(30, returnSequences: true), .gru(30, resetAfter: false), .dense(1)])
    #expect(gru.map(\.parameterCount) == [3_060, 5_490, 31])
    let rnn = build([4, 1], [.simpleRNN(10), .dense(1)])
    #expect(rnn.map(\.parameterCount) == [120, 11])
    #expect(build([4, 1], [.simpleRNN(10, useBias: false)])[0].parameterCount == 110)
  }

  @Test func returnedSequencesAndStates() throws {
    let x = Tensor.test([3, 5, 2])
    let all = build([5, 2], [.simpleRNN(1, activation: .tanh, returnSequences: true, returnState: true)])[0]
    #expect("\(all.outputShape)" == "(None, 5, 1)")
    let value = all(LayerValue(x))
    #expect(value.numbers.shape == [3, 5, 1])
    // The state is the output at the last step.
    #expect(try #require(value.state).hidden.reshaped([3, 1]) == value.numbers.step(4))
    #expect(build([5, 2], [.simpleRNN(1)])[0](LayerValue(x)).state == nil)
    let lstm = build([5, 2], [.lstm(4, returnState: true)])[0](LayerValue(x))
    #expect(lstm.numbers.shape == [3, 4])
    #expect(lstm.state?.cell?.shape == [1, 3, 4])
  }

  @Test func goingBackwardsIsTheReversedSequenceForward() {
    let x = Tensor.test([2, 5, 3])
    let forward = seeded { build([5, 3], [.gru(4, returnSequences: true)])[0] }
    let backward = seeded { build([5, 3], [.gru(4, returnSequences: true, goBackwards: true)])[0] }
    // Other kernels may serve the other direction: a few units in the last place.
    #expect(backward(LayerValue(x)).numbers.distance(to: forward(LayerValue(x.reversedInTime())).numbers) < 1e-6)
  }

  @Test func aStatefulLayerGoesOn() {
    let x = Tensor.test([2, 6, 3])
    let whole = seeded { build([nil, 3], [.lstm(4)])[0] }
    let stateful = seeded { build([nil, 3], [.lstm(4, stateful: true)])[0] }
    _ = stateful(LayerValue(x.slice(0..<4, axis: 1)))
    let end = stateful(LayerValue(x.slice(4..<6, axis: 1))).numbers
    #expect(end.distance(to: whole(LayerValue(x)).numbers) < 1e-6)
    stateful.module.resetStates()
    #expect(stateful(LayerValue(x)).numbers.distance(to: whole(LayerValue(x)).numbers) < 1e-6)
  }

  /// Padding at the start, as Keras pads, and anywhere else: the same as the rows without it.
  @Test(
    arguments: [
      [[0, 0, 3, 5], [1, 2, 3, 4]], [[3, 5, 0, 0], [1, 2, 0, 0]], [[0, 3, 0, 5], [4, 0, 0, 1]],
      [[0, 0, 0, 0], [4, 4, 0, 1]],
    ] as [[[Int32]]])
  func maskedTokensAreNotThere(_ rows: [[Int32]]) {
    let layers = seeded { build([4], [.embedding(6, 3, maskZero: true), .lstm(4, returnSequences: true), .gru(2)]) }
    let output = run(layers, LayerValue(IndexTensor(rows))).numbers
    let sequences = run(Array(layers.prefix(2)), LayerValue(IndexTensor(rows)))
    for (row, tokens) in rows.enumerated() {
      let kept = tokens.filter { $0 != 0 }
      let padded = tokens.indices.filter { tokens[$0] == 0 }
      #expect(padded.allSatisfy { sequences.numbers.step($0).slice(row..<(row + 1), axis: 0).scalars == [0, 0, 0, 0] })
      // Nothing but padding: the state stays zero.
      let alone = kept.isEmpty ? Tensor.zeros([1, 2]) : run(layers, LayerValue(IndexTensor([kept]))).numbers
      #expect(output.slice(row..<(row + 1), axis: 0).distance(to: alone) < 1e-6)
    }
  }
}
