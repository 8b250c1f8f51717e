import Recurrent
import Testing

/// Layers as Keras writes them: sizes follow from the layer before, and the weights are as many as Keras's.
@Suite struct LayerSpecificationTests {
  /// How many weights each layer has.
  private func counts(_ model: Sequential) -> [Int] {
    model.children.map { $0.module.namedParameters.reduce(0) { $0 + $1.parameter.count } }
  }

  @Test func stackedLayersOverTwoColumns() throws {
    let lstm = Sequential([.lstm(30, returnSequences: true), .lstm(30), .dense(1)], inputShape: [100, 2])
    // What Keras's summary prints for these layers.
    #expect(counts(lstm) == [3_960, 7_320, 31])
    #expect(try lstm.predict(Tensor.test([4, 100, 2])).shape == [4, 1])
    let gru = Sequential(
      [.gru(30, returnSequences: true), .gru(30, resetAfter: false), .dense(1)], inputShape: [100, 2])
    #expect(counts(gru) == [3_060, 5_490, 31])
    #expect(try gru.predict(Tensor.test([4, 100, 2])).shape == [4, 1])
    let rnn = Sequential([.simpleRNN(10), .dense(1)], inputShape: [4, 1])
    #expect(counts(rnn) == [120, 11])
    #expect(counts(Sequential([.simpleRNN(10, useBias: false)], inputShape: [4, 1])) == [110])
  }

  @Test func wrappersSayTheirShapes() throws {
    let cases: [(any LayerSpecification, LayerShape, String)] = [
      (.bidirectional(.lstm(3, returnSequences: true)), [nil, 2], "(None, None, 6)"),
      (.bidirectional(.lstm(3), mergeMode: .sum), [5, 2], "(None, 3)"),
      (.bidirectional(.lstm(3), backwardLayer: .gru(4, goBackwards: true)), [5, 2], "(None, 7)"),
      (.timeDistributed(.dense(4)), [5, 2], "(None, 5, 4)"),
      (.timeDistributed(.lstm(4)), [5, nil, 2], "(None, 5, 4)"),
      (.repeatVector(6), [3], "(None, 6, 3)"), (.flatten(), [5, 2], "(None, 10)"),
      (.flatten(), [nil, 2], "(None, None)"), (.embedding(9, 3), [nil], "(None, None, 3)"),
      (.masking(), [nil, 2], "(None, None, 2)"), (.spatialDropout1D(0.4), [5, 2], "(None, 5, 2)"),
      (.layerNormalization(), [5, 2], "(None, 5, 2)"), (.activation(.softmax), [5, 2], "(None, 5, 2)"),
      (.globalAveragePooling1D(), [nil, 2], "(None, 2)"), (.globalMaxPooling1D(), [5, 2], "(None, 2)"),
      (.dropout(0.1), [7], "(None, 7)"), (.dense(4), [5, 2], "(None, 5, 4)"),
    ]
    for (specification, input, output) in cases {
      let outline = try specification.outline(inputShape: input)
      #expect("\(outline.outputShape)" == output, "\(specification.kind)")
    }
  }

  @Test func returnedSequencesAndStates() throws {
    let x = Tensor.test([3, 5, 2])
    let all = Sequential([.simpleRNN(1, returnSequences: true, returnState: true)], inputShape: [5, 2])(LayerValue(x))
    #expect(all.numbers.shape == [3, 5, 1])
    // The state is the output at the last step.
    #expect(try #require(all.state).hidden.reshaped([3, 1]) == all.numbers.step(4))
    #expect(Sequential([.simpleRNN(1)], inputShape: [5, 2])(LayerValue(x)).state == nil)
    let lstm = Sequential([.lstm(4, returnState: true)], inputShape: [5, 2])(LayerValue(x))
    #expect(lstm.numbers.shape == [3, 4])
    #expect(lstm.state?.cell?.shape == [1, 3, 4])
    let both = Sequential([.bidirectional(.gru(4, returnState: true))], inputShape: [5, 2])(LayerValue(x))
    // The forward layer's and the backward layer's.
    #expect(both.state?.hidden.shape == [2, 3, 4])
    #expect(try #require(both.state).hidden.scalars.prefix(4) == both.numbers.scalars.prefix(4))
  }

  @Test func goingBackwardsIsTheReversedSequenceForward() throws {
    let x = Tensor.test([2, 5, 3])
    let forward = Sequential([.gru(4, returnSequences: true)], inputShape: [5, 3])
    let backward = Sequential([.gru(4, returnSequences: true, goBackwards: true)], inputShape: [5, 3])
    // Other kernels may serve the other direction: a few units in the last place.
    #expect(try backward.predict(x).distance(to: forward.predict(x.reversedInTime())) < 1e-6)
  }

  /// The mask turns round with the steps that it is of, so that a layer above leaves out the right ones.
  @Test func aMaskGoesBackwardsToo() throws {
    let mask = MaskPattern.before.mask
    let factors = mask.counts.flatMap { [Float](repeating: $0 ? 1 : 0, count: 2) }
    let x = .test([3, 4, 2]) * Tensor(shape: [3, 4, 2], scalars: factors)
    let layers: [any LayerSpecification] = [.masking(), .gru(3, returnSequences: true, goBackwards: true), .lstm(2)]
    let sequences = Sequential(Array(layers.prefix(2)), inputShape: [4, 2])(LayerValue(x))
    let turned = try #require(sequences.mask)
    for row in 0..<3 { for step in 0..<4 { #expect(turned[row, step] == mask[row, 3 - step]) } }
    let forward: [any LayerSpecification] = [.masking(), .gru(3, returnSequences: true), .lstm(2)]
    let (a, b) = (Sequential(layers, inputShape: [4, 2]), Sequential(forward, inputShape: [4, 2]))
    #expect(try a.predict(x).distance(to: b.predict(x.reversedInTime())) < 1e-6)
  }

  @Test func aStatefulLayerGoesOn() throws {
    let x = Tensor.test([2, 6, 3])
    let whole = Sequential([.lstm(4)], inputShape: [nil, 3])
    let stateful = Sequential([.lstm(4, stateful: true)], inputShape: [nil, 3])
    _ = try stateful.predict(x.slice(0..<4, axis: 1))
    #expect(try stateful.predict(x.slice(4..<6, axis: 1)).distance(to: whole.predict(x)) < 1e-6)
    stateful.resetStates()
    #expect(try stateful.predict(x).distance(to: whole.predict(x)) < 1e-6)
  }

  /// Padding wherever it is does not count: the same as the rows without it.
  @Test(arguments: [[0, 0, 3, 5], [3, 5, 0, 0], [0, 3, 0, 5], [1, 2, 3, 4], [0, 0, 0, 0]] as [[Int32]])
  func poolingKnowsTheMask(_ tokens: [Int32]) throws {
    let pools: [any LayerSpecification] = [.globalAveragePooling1D(), .globalMaxPooling1D()]
    for pool in pools {
      // The same seed: the same embedding.
      let model = Sequential([.embedding(6, 3, maskZero: true), pool], inputShape: [nil])
      let kept = tokens.filter { $0 != 0 }
      let alone = try kept.isEmpty ? Tensor.zeros([1, 3]) : model.predict(IndexTensor([kept]))
      // Products with 1 / n of other places.
      #expect(try model.predict(IndexTensor([tokens])).distance(to: alone) < 1e-6, "\(pool.kind)")
    }
    let x = Tensor.test([2, 4, 3])
    #expect(try Sequential([.globalMaxPooling1D()], inputShape: [4, 3]).predict(x) == x.maxOverTime())
    #expect(try Sequential([.globalAveragePooling1D()], inputShape: [4, 3]).predict(x) == x.meanOverTime())
  }

  /// Padding at the start, as Keras pads, and anywhere else: the same as the rows without it.
  @Test(
    arguments: [
      [[0, 0, 3, 5], [1, 2, 3, 4]], [[3, 5, 0, 0], [1, 2, 0, 0]], [[0, 3, 0, 5], [4, 0, 0, 1]],
      [[0, 0, 0, 0], [4, 4, 0, 1]],
    ] as [[[Int32]]])
  func maskedTokensAreNotThere(_ rows: [[Int32]]) throws {
    let layers: [any LayerSpecification] = [.embedding(6, 3, maskZero: true), .lstm(4, returnSequences: true), .gru(2)]
    // The same seed: the same first layers.
    let model = Sequential(layers, inputShape: [nil])
    let sequences = try Sequential(Array(layers.prefix(2)), inputShape: [nil]).predict(IndexTensor(rows))
    let output = try model.predict(IndexTensor(rows))
    for (row, tokens) in rows.enumerated() {
      let kept = tokens.filter { $0 != 0 }
      let padded = tokens.indices.filter { tokens[$0] == 0 }
      #expect(padded.allSatisfy { sequences.step($0).slice(row..<(row + 1), axis: 0).scalars == [0, 0, 0, 0] })
      // Nothing but padding: the state stays zero.
      let alone = try kept.isEmpty ? Tensor.zeros([1, 2]) : model.predict(IndexTensor([kept]))
      #expect(output.slice(row..<(row + 1), axis: 0).distance(to: alone) < 1e-6)
    }
  }
}
