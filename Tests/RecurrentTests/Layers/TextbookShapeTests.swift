import Recurrent
import Testing

/// The shapes that introductions to recurrent networks draw, for sentences of `n` words in a batch: one step and all of
/// them, one layer and a stack, one direction and two.
@Suite struct TextbookShapeTests {
  private let batch = 5
  private let n = 7
  private let embedding = 6
  private let hidden = 4
  private let layers = 3

  private func sentences(steps: Int) -> Tensor { .test([batch, steps, embedding]) }

  /// h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh): θ is the same at every step, however many there are.
  @Test func theParametersOfALayer() {
    let layer = RNN(inputSize: embedding, hiddenSize: hidden)
    #expect(
      layer.parameters.map { [$0.name] + $0.shape.map { "\($0)" } } == [
        ["weight_ih_l0", "4", "6"], ["weight_hh_l0", "4", "4"], ["bias_ih_l0", "4"], ["bias_hh_l0", "4"],
      ])
  }

  @Test func oneStepOfOneLayer() {
    let result = RNN(inputSize: embedding, hiddenSize: hidden)(sentences(steps: 1))
    #expect(result.output.shape == [batch, 1, hidden])
  }

  /// ŷ_t is h_t itself, and h_t goes on to the next step: step by step is the whole.
  @Test func allStepsOfOneLayer() {
    let layer = seeded { RNN(inputSize: embedding, hiddenSize: hidden) }
    let x = sentences(steps: n)
    let whole = layer(x)
    #expect(whole.output.shape == [batch, n, hidden])
    #expect(whole.last == whole.output.step(n - 1))
    var state = layer.initialState(batch: batch)
    for t in 0..<n {
      let step = layer(x.slice(t..<(t + 1), axis: 1), state: state)
      #expect(step.output.step(0).distance(to: whole.output.step(t)) < 1e-6)
      state = step.state
    }
  }

  /// The hidden state is of one step and every layer, the output of every step and the last layer.
  @Test func aStack() {
    let result = seeded { LSTM(inputSize: embedding, hiddenSize: hidden, layers: layers) }(sentences(steps: n))
    #expect(result.state.hidden.shape == [layers, batch, hidden])
    #expect(result.state.cell?.shape == [layers, batch, hidden])
    #expect(result.output.shape == [batch, n, hidden])
    let top = result.state.hidden.slice((layers - 1)..<layers, axis: 0).reshaped([batch, hidden])
    #expect(top == result.output.step(n - 1))
  }

  /// Layers of one stack do not share parameters.
  @Test func layersHaveParametersOfTheirOwn() {
    let stack = LSTM(inputSize: embedding, hiddenSize: hidden, layers: layers)
    #expect(stack.namedParameters.count == 4 * layers)
    #expect(Set(stack.namedParameters.map(\.name)).count == 4 * layers)
  }

  /// Two directions: twice the layers of hidden states, twice the features of an output.
  @Test func aBidirectionalStack() {
    let layer = seeded { GRU(inputSize: embedding, hiddenSize: hidden, layers: layers, direction: .bidirectional) }
    let result = layer(sentences(steps: n))
    #expect(result.state.hidden.shape == [2 * layers, batch, hidden])
    #expect(result.output.shape == [batch, n, 2 * hidden])
    // The forward half ends at the last step, the backward half at the first.
    let (forward, backward) = (result.output.step(n - 1), result.output.step(0))
    let top = result.state.layers[layers - 1].hidden
    #expect(top.slice(0..<1, axis: 0).reshaped([batch, hidden]) == forward.slice(0..<hidden, axis: 1))
    #expect(top.slice(1..<2, axis: 0).reshaped([batch, hidden]) == backward.slice(hidden..<(2 * hidden), axis: 1))
  }
}
