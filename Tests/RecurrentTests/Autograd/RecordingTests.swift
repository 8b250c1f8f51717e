import Recurrent
import RecurrentKernels
import Testing

@testable import RecurrentLayers
@testable import RecurrentTraining

@Suite struct RecordingTests {
  @Test func nothingIsRecordedOutsideAScope() {
    let layer = seeded { LSTM(inputSize: 2, hiddenSize: 2) }
    _ = ParameterStore(layer)
    let result = layer(.test([1, 3, 2]))
    #expect(result.output.slot == nil && result.state.layers[0].hidden.slot == nil)
  }

  @Test func constantsAreNotRecorded() throws {
    let tape = Tape()
    let leaf = tape.leaf(Tensor(1))
    let (constant, tracked) = Tape.$current.withValue(tape) { (Tensor(1) * Tensor(2), leaf * Tensor(2)) }
    #expect(!tape.tracks(constant))
    #expect(tape.tracks(tracked))
  }

  @Test func memoryIsFreedWhenTheScopeEnds() throws {
    weak var buffer: AlignedBuffer?
    var loss = Tensor(0)
    _ = gradients(at: [Tensor.test([8])]) { inputs in
      let hidden = inputs[0].tanh()
      buffer = hidden.buffer
      loss = (hidden * hidden).sum()
      return loss
    }
    #expect(buffer == nil)
    #expect(loss.item > 0)
  }
}
