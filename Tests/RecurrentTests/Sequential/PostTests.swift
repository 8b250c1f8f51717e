import Recurrent
import Testing

/// The examples of a tutorial on Keras's recurrent layers, line for line in Swift, with results that are checked.
@Suite struct PostTests {
  /// 0.0, 0.1, 0.2, 0.3 -> 0.4 and so on: six sequences, each a tenth further.
  @Test func aSequenceThatGrowsByATenth() throws {
    var rows: [[[Float]]] = []
    var answers: [Float] = []
    for i in 0..<6 {
      rows.append((i..<(i + 4)).map { [Float($0) / 10] })
      answers.append(Float(i + 4) / 10)
    }
    let (x, y) = (Tensor(rows), Tensor(answers))
    let model = Sequential([.simpleRNN(10, returnSequences: false), .dense(1)], inputShape: [4, 1])
    model.compile(optimizer: .adam, loss: .meanSquaredError)
    try model.fit(x, y, epochs: 100, verbose: false)
    let predictions = try model.predict(x).scalars
    // A hundred steps at Keras's rate of 0.001 come near, as in the tutorial's picture.
    for (prediction, answer) in zip(predictions, answers) { #expect(abs(prediction - answer) < 0.15) }
    // "New data: 0.8 ... 1.1", which should be 1.2. Training on finds it, beyond all that was seen.
    model.compile(optimizer: .adam(learningRate: 0.01), loss: .meanSquaredError)
    let history = try model.fit(x, y, epochs: 1000, verbose: false)
    #expect(history["loss"][999] < 1e-5)
    let test = Tensor([[[0.8], [0.9], [1.0], [1.1]]])
    #expect(try abs(model.predict(test).item - 1.2) < 0.05)
    for (prediction, answer) in try zip(model.predict(x).scalars, answers) { #expect(abs(prediction - answer) < 0.01) }
  }

  /// Shapes of `SimpleRNN(units=1, activation='tanh', return_sequences=True, return_state=True)`.
  @Test func oneUnitThatReturnsAll() throws {
    let model = Sequential([.simpleRNN(1, activation: .tanh, returnSequences: true, returnState: true)])
    let x = Tensor.test([2, 4, 1])
    #expect(try model.predict(x).shape == [2, 4, 1])
    #expect(model(LayerValue(x)).state?.hidden.shape == [1, 2, 1])
  }

  /// Embedding, SpatialDropout1D, LSTM with both dropouts, softmax over two classes; tokens whose first half tells the
  /// class.
  @Test func theSentimentModel() throws {
    var generator = RandomGenerator(seed: 4)
    let labels = (0..<64).map { $0 % 2 }
    let tokens = labels.map { label in
      (0..<6).map { _ in Int32(generator.nextIndex(below: 1000) + 1000 * label) }
    }
    let x = IndexTensor(tokens)
    let y = Tensor(labels.map { $0 == 0 ? [1, 0] : [0, 1] as [Float] })
    let model = Sequential(
      [
        .embedding(2000, 128),
        .spatialDropout1D(0.4),
        .lstm(196, dropout: 0.2, recurrentDropout: 0.2),
        .dense(2, activation: .softmax),
      ], inputShape: [6])
    model.compile(optimizer: .adam, loss: .categoricalCrossEntropy, metrics: [.accuracy])
    #expect(
      model.summary() == """
        Model: "sequential"
        Layer (type)                           Output Shape     Param #
        ===============================================================
        embedding (Embedding)                  (None, 6, 128)   256,000
        spatial_dropout1d (SpatialDropout1D)   (None, 6, 128)         0
        lstm (LSTM)                            (None, 196)      254,800
        dense (Dense)                          (None, 2)            394
        ===============================================================
        Total params: 511,194
        """)
    let history = try model.fit(x, y, batchSize: 16, epochs: 6, verbose: false)
    #expect(history["accuracy"].count == 6)
    #expect(try #require(try model.evaluate(x, y).metrics["accuracy"]) > 0.95)
    let p = try model.predict(x)
    #expect(p.shape == [64, 2])
    for row in 0..<64 { #expect(abs(p[row, 0] + p[row, 1] - 1) < 1e-6) }
  }
}
