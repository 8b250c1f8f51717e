import Foundation
import Recurrent
import TestSupport
import Testing

/// The layer written out by hand against the kernels and against differences.
@Suite struct TimeRNNTests {
  private let weights = RNNWeights(
    wx: .test([2, 4], seed: 1), wh: .test([4, 4], seed: 2) * 0.7, b: .test([4], seed: 3))
  private let xs = Tensor.test([3, 5, 2])
  private let dhs = Tensor.test([3, 5, 4], seed: 8)

  /// The same network on the kernels. PyTorch's weights are the transposes.
  private func kernelLayer() -> RNN {
    let layer = RNN(inputSize: 2, hiddenSize: 4, bias: .single)
    for (parameter, value) in zip(layer.parameters, [weights.wx.transposed(), weights.wh.transposed(), weights.b]) {
      parameter.value = value
    }
    return layer
  }

  @Test func aStepIsTheFormula() {
    var cell = RNNCell(RNNWeights(wx: Tensor([[2]]), wh: Tensor([[-1]]), b: Tensor([0.5])))
    // tanh(0.25 * -1 + 0.1 * 2 + 0.5) = tanh(0.45)
    #expect(abs(cell.forward(Tensor([[0.1]]), Tensor([[0.25]])).item - 0.421_899_0) < 1e-6)
    // 1 - tanh² = 0.822 001 2, times 3
    let (dx, dBefore) = cell.backward(Tensor([[3]]))
    #expect(abs(dx.item - 2 * 2.466_003_7) < 1e-5)
    #expect(abs(dBefore.item + 2.466_003_7) < 1e-5)
    #expect(abs(cell.gradients.wx.item - 0.1 * 2.466_003_7) < 1e-6)
    #expect(abs(cell.gradients.wh.item - 0.25 * 2.466_003_7) < 1e-6)
    #expect(abs(cell.gradients.b.item - 2.466_003_7) < 1e-5)
  }

  @Test func agreesWithTheKernels() throws {
    var byHand = TimeRNN(weights)
    let hs = byHand.forward(xs)
    let dxs = byHand.backward(dhs)
    let layer = kernelLayer()
    let store = ParameterStore(layer)
    store.clearGradients()
    let kernels = gradients(at: [xs], outputGradient: dhs) { layer($0[0]).output }
    // Sums of some twenty products in another order: a few units of 2^-24.
    #expect(mismatch("hs", hs.scalars, kernels.output.scalars, bound: 1e-6) == nil)
    #expect(mismatch("dxs", dxs.scalars, kernels.gradients[0].scalars, bound: 2e-6) == nil)
    let gradients = [byHand.gradients.wx.transposed(), byHand.gradients.wh.transposed(), byHand.gradients.b]
    for (parameter, gradient) in zip(layer.parameters, gradients) {
      let expected = try #require(parameter.gradient).scalars
      #expect(mismatch(parameter.name, gradient.scalars, expected, bound: 2e-6) == nil)
    }
    #expect(hs.shape == [3, 5, 4] && dxs.shape == xs.shape)
  }

  /// The slope of Σ dhs hs along each weight, from the formulas of forward alone.
  @Test func gradientsAreSlopes() throws {
    var layer = TimeRNN(weights, isStateful: true)
    let start = Tensor.test([3, 4], seed: 6)
    layer.setState(start)
    _ = layer.forward(xs)
    _ = layer.backward(dhs)
    let (gradients, stateGradient) = (layer.gradients, try #require(layer.stateGradient))
    let inputs = [weights.wx, weights.wh, weights.b, start]
    for (position, gradient) in [gradients.wx, gradients.wh, gradients.b, stateGradient].enumerated() {
      for index in 0..<gradient.count {
        let loss = { (offset: Float) in
          var moved = inputs
          moved[position].withUnsafeMutableScalars { $0[index] += offset }
          var layer = TimeRNN(RNNWeights(wx: moved[0], wh: moved[1], b: moved[2]), isStateful: true)
          layer.setState(moved[3])
          return (layer.forward(xs) * dhs).sum().item
        }
        expectSlope(gradient.scalars[index], of: loss, "\(position)[\(index)]")
      }
    }
  }

  @Test func statefulWindowsAreTheWholeSequence() {
    var whole = TimeRNN(weights)
    let expected = whole.forward(xs)
    var layer = TimeRNN(weights, isStateful: true)
    let windows = [0..<2, 2..<5].map { layer.forward(xs.slice($0, axis: 1)) }
    #expect(Tensor(concatenating: windows, axis: 1) == expected)
    #expect(layer.state == expected.step(4))
    layer.resetState()
    #expect(layer.state == nil)
    #expect(layer.forward(xs) == expected)
    // A layer that is not stateful begins with zeros each time, whatever it was set to.
    whole.setState(Tensor.ones([3, 4]))
    #expect(whole.forward(xs) == expected)
  }

  /// Truncated backpropagation through time: the window's gradient is that of the window with its first state given.
  @Test func theGradientStaysInTheWindow() throws {
    var layer = TimeRNN(weights, isStateful: true)
    let (first, second) = (xs.slice(0..<2, axis: 1), xs.slice(2..<5, axis: 1))
    let carried = layer.forward(first).step(1)
    _ = layer.forward(second)
    _ = layer.backward(dhs.slice(2..<5, axis: 1))
    var alone = TimeRNN(weights, isStateful: true)
    alone.setState(carried)
    _ = alone.forward(second)
    _ = alone.backward(dhs.slice(2..<5, axis: 1))
    #expect(layer.gradients.wx == alone.gradients.wx && layer.gradients.wh == alone.gradients.wh)
    #expect(layer.stateGradient == alone.stateGradient)
  }

  /// A sine, its next value to be told: gradients by hand are enough to learn it.
  @Test func learns() {
    var layer = TimeRNN(weights)
    let times = (0..<40).map { Float($0) * 0.3 }
    let inputs = Tensor(shape: [1, 40, 2], scalars: times.flatMap { [sin($0), 1] })
    let targets = Tensor(
      shape: [1, 40, 4], scalars: times.flatMap { [Float](repeating: sin($0 + 0.3) / 2, count: 4) })
    var losses: [Float] = []
    for _ in 0..<200 {
      let error = layer.forward(inputs) - targets
      losses.append((error * error).mean().item)
      _ = layer.backward(error * (2 / Float(error.count)))
      layer.weights.wx -= layer.gradients.wx * 0.5
      layer.weights.wh -= layer.gradients.wh * 0.5
      layer.weights.b -= layer.gradients.b * 0.5
    }
    #expect(losses[199] < 0.02 * losses[0], "\(losses[0]) to \(losses[199])")
  }
}
