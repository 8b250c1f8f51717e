import Recurrent
import Testing

/// A model of the size a reader can follow, from tokens to a loss.
struct TokenModel: Module {
  let embedding: Embedding
  let lstm: LSTM
  let decoder: Dense

  init(vocabulary: Int, hiddenSize: Int, dropout: Float = 0, isStateful: Bool = false) {
    embedding = Embedding(count: vocabulary, size: hiddenSize)
    lstm = LSTM(inputSize: hiddenSize, hiddenSize: hiddenSize, inputDropout: dropout, isStateful: isStateful)
    decoder = Dense(inputSize: hiddenSize, outputSize: vocabulary)
  }

  func callAsFunction(_ tokens: IndexTensor) -> Tensor { lstm(embedding(tokens)).output }
}

@Suite struct LearningTests {
  /// The next token of a cycle depends on the one before the last, which only a state can tell.
  @Test func learnsAPatternThatNeedsMemory() throws {
    let cycle: [Int32] = [0, 1, 0, 2, 0, 3]
    let stream = try TokenStream((0..<241).map { cycle[$0 % 6] }, batch: 4, steps: 12)
    let model = withRandomSource(RandomSource(seed: 1)) { TokenModel(vocabulary: 4, hiddenSize: 16, isStateful: true) }
    let trainer = Trainer(Adam(ParameterStore(model), learningRate: 0.02), clippingNorm: 5, seed: 2)
    var losses: [Double] = []
    for _ in 0..<30 {
      model.lstm.resetState()
      let epoch = try trainer.runEpoch(stream) { window in
        model.decoder.softmaxCrossEntropy(of: model(window.inputs), targets: window.targets)
      }
      losses.append(epoch.loss)
    }
    // Without memory the best is to guess one of three after each 0: log(3) / 2 = 0.55.
    #expect(losses[0] > 0.8)
    #expect(losses[29] < 0.05)
  }
}
