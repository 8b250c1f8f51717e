import Recurrent
import Testing

@Suite struct SmallLayerTests {
  private let x = Tensor.test([3, 4, 2])

  @Test func layerNormBringsRowsToMeanZeroAndVarianceOne() {
    let y = LayerNorm(size: 50)(Tensor.test([7, 50], in: 2...9))
    for row in 0..<7 {
      let scalars = y.slice(row..<(row + 1), axis: 0).scalars
      let mean = scalars.reduce(0, +) / 50
      let variance = scalars.reduce(0) { $0 + $1 * $1 } / 50
      // Epsilon takes 1e-5 / 4 of the variance away.
      #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-4)
    }
  }

  @Test func layerNormsGradients() throws {
    let layer = LayerNorm(size: 4)
    layer.weight?.value = .test([4], seed: 3)
    layer.bias?.value = .test([4], seed: 4)
    let x = Tensor.test([2, 3, 4], in: -2...2)
    try expectParameterGradients(ParameterStore(layer)) { layer(x).fingerprint() }
    try expectInputGradients([x]) { layer($0[0]).fingerprint() }
  }

  /// What is left out is a factor of 1, a bias of 0.
  @Test(arguments: [(true, false), (false, true), (false, false)])
  func layerNormWithoutScaleOrCenter(scale: Bool, center: Bool) throws {
    let (whole, layer) = (LayerNorm(size: 4), LayerNorm(size: 4, scale: scale, center: center))
    #expect(layer.parameters.count == (scale ? 1 : 0) + (center ? 1 : 0))
    for (part, own) in [(whole.weight, layer.weight), (whole.bias, layer.bias)] {
      if let own {
        own.value = .test([4], seed: 3)
        part?.value = own.value
      }
    }
    let x = Tensor.test([2, 3, 4], in: -2...2)
    #expect(layer(x) == whole(x))
    if !layer.parameters.isEmpty { try expectParameterGradients(ParameterStore(layer)) { layer(x).fingerprint() } }
    try expectInputGradients([x]) { layer($0[0]).fingerprint() }
  }

  @Test func repeatedAtEachStep() throws {
    let vector = Tensor.test([2, 3])
    let repeated = RepeatVector(4)(vector)
    #expect(repeated.shape == [2, 4, 3])
    for step in 0..<4 { #expect(repeated.step(step) == vector) }
    try expectInputGradients([vector]) { RepeatVector(4)($0[0]).fingerprint() }
  }

  /// A row of zeros has no direction: it stays, and has no gradient.
  @Test func vectorsOfLengthOne() throws {
    let vectors = Tensor([[3, -4], [0, 0], [0, 1e-3]])
    #expect(UnitNormalization()(vectors).scalars == [0.6, -0.8, 0, 0, 0, 1])
    try expectInputGradients([Tensor.test([2, 3])]) { UnitNormalization()($0[0]).fingerprint() }
    let parameter = Parameter(name: "x", shape: vectors.shape, initializer: .zeros)
    try ParameterStore([NamedParameter(name: "x", parameter: parameter)]).withGradients {
      UnitNormalization()(parameter.value).sum()
    }
    #expect(parameter.gradient?.scalars.allSatisfy(\.isFinite) == true)
  }

  @Test func reversedInTime() throws {
    let reversed = x.reversedInTime()
    for step in 0..<4 { #expect(reversed.step(step) == x.step(3 - step)) }
    #expect(reversed.reversedInTime() == x)
    try expectInputGradients([x]) { $0[0].reversedInTime().fingerprint() }
  }

  @Test func flattened() {
    #expect(Flatten()(x) == x.reshaped([3, 8]))
    #expect(Flatten()(Tensor.ones([3])).shape == [3, 1])
  }

  /// A recurrent layer over the characters of each word: the same as each word by itself.
  @Test func timeDistributedIsEachStepByItself() throws {
    let specification: any LayerSpecification = .lstm(3)
    let layer = try seeded { TimeDistributed(try specification.build(inputShape: [5, 2])) }
    let words = Tensor.test([2, 3, 5, 2])
    let together = layer(LayerValue(words)).numbers
    #expect(together.shape == [2, 3, 3])
    for row in 0..<2 {
      for word in 0..<3 {
        let characters = words.slice(row..<(row + 1), axis: 0).slice(word..<(word + 1), axis: 1).reshaped([1, 5, 2])
        let alone = layer.layer(LayerValue(characters)).numbers
        let ours = together.slice(row..<(row + 1), axis: 0).slice(word..<(word + 1), axis: 1).reshaped([1, 3])
        #expect(ours.distance(to: alone) < 1e-6)
      }
    }
    #expect(layer.namedParameters.map(\.name) == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"])
  }

  @Test func spatialDropoutTakesAFeatureFromTheWholeSequence() {
    let ones = Tensor.ones([200, 6, 5])
    let layer = SpatialDropout1D(0.4)
    #expect(layer(ones) == ones)
    let dropped = seeded { withTraining { layer(ones) } }
    for step in 1..<6 { #expect(dropped.step(step) == dropped.step(0)) }
    let scalars = dropped.step(0).scalars
    #expect(Set(scalars) == [0, 1 / 0.6])
    // Four standard deviations of a binomial count of 1,000.
    #expect(abs(Float(scalars.count { $0 == 0 }) - 400) < 4 * (1000 * 0.4 * 0.6 as Float).squareRoot())
  }

  @Test func spatialDropoutsGradientGoesWhereTheValueWent() {
    var output = Tensor(0)
    let gradient = gradients(at: [Tensor.ones([2, 3, 4])]) { inputs in
      output = seeded { withTraining { SpatialDropout1D(0.5)(inputs[0]) } }
      return output.sum()
    }.gradients[0]
    #expect(gradient == output.detached())
  }

  /// With W_hh the identity and no input weight, the state of a linear cell is doubled where kept and zero where
  /// dropped, at every step by the same mask.
  @Test func recurrentDropoutIsOneMaskASequence() {
    let layer = RNN(inputSize: 1, hiddenSize: 8, recurrentDropout: 0.5, activation: .linear, bias: .none)
    layer.parameters[0].initialize(with: .zeros)
    layer.parameters[1].initialize(with: .identity())
    let start = RecurrentState(layers: [.init(hidden: Tensor.ones([1, 50, 8]))])
    let output = seeded { withTraining { layer(Tensor.zeros([50, 3, 1]), state: start).output } }
    let first = output.step(0).scalars
    #expect(Set(first) == [0, 2])
    #expect(output.step(1).scalars == first.map { $0 * 2 } && output.step(2).scalars == first.map { $0 * 4 })
  }

  @Test func softmaxIsALayerToo() throws {
    let y = LayerActivation.softmax(x)
    for row in 0..<3 { #expect(abs(y[row, 1, 0] + y[row, 1, 1] - 1) < 1e-6) }
    try expectInputGradients([x]) { LayerActivation.softmax($0[0]).fingerprint() }
    #expect(LayerActivation.relu.namedParameters.isEmpty)
  }
}
