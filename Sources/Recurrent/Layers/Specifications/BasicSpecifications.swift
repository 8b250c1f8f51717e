import RecurrentKernels

/// Layers that know nothing of time.
extension LayerSpecification where Self == ModuleSpecification {
  /// Keras's `Dense`, along the last axis.
  public static func dense(
    _ units: Int, activation: LayerActivation = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros
  ) -> ModuleSpecification {
    ModuleSpecification("Dense") { inputShape in
      let layer = Dense(
        inputSize: inputShape.features(for: "Dense"), outputSize: units, activation: activation, bias: useBias,
        weightInitializer: kernelInitializer, biasInitializer: biasInitializer)
      return BuiltLayer(kind: "Dense", module: layer, outputShape: inputShape.withFeatures(units)) { value in
        value.map { layer($0) }
      }
    }
  }

  /// Keras's `Embedding`: of tokens below `inputDim`, `outputDim` numbers each.
  ///
  /// - Parameter maskZero: whether token 0 is padding, at which recurrent layers leave their state alone.
  public static func embedding(
    _ inputDim: Int, _ outputDim: Int, maskZero: Bool = false, initializer: Initializer = .uniform(-0.05...0.05)
  ) -> ModuleSpecification {
    ModuleSpecification("Embedding") { inputShape in
      let layer = Embedding(count: inputDim, size: outputDim, initializer: initializer)
      let outputShape = LayerShape(inputShape.axes + [outputDim])
      return BuiltLayer(kind: "Embedding", module: layer, outputShape: outputShape) { value in
        LayerValue(layer(value.tokens), mask: maskZero ? SequenceMask(value.tokens) : value.mask)
      }
    }
  }

  /// Keras's `Dropout`.
  public static func dropout(_ rate: Float) -> ModuleSpecification {
    ModuleSpecification("Dropout") { inputShape in
      let layer = Dropout(rate)
      return BuiltLayer(kind: "Dropout", module: layer, outputShape: inputShape) { $0.map { layer($0) } }
    }
  }

  /// Keras's `Activation`.
  public static func activation(_ activation: LayerActivation) -> ModuleSpecification {
    ModuleSpecification("Activation") { inputShape in
      BuiltLayer(kind: "Activation", module: activation, outputShape: inputShape) { $0.map { activation($0) } }
    }
  }

  /// Keras's `LayerNormalization`, along the last axis.
  public static func layerNormalization(epsilon: Float = 1e-3) -> ModuleSpecification {
    ModuleSpecification("LayerNormalization") { inputShape in
      let layer = LayerNorm(size: inputShape.features(for: "LayerNormalization"), epsilon: epsilon)
      return BuiltLayer(kind: "LayerNormalization", module: layer, outputShape: inputShape) { $0.map { layer($0) } }
    }
  }

  /// Keras's `Flatten`.
  public static func flatten() -> ModuleSpecification {
    ModuleSpecification("Flatten") { inputShape in
      let layer = Flatten()
      let sizes = inputShape.axes.compactMap(\.self)
      let features = sizes.count == inputShape.rank ? sizes.reduce(1, *) : nil
      return BuiltLayer(kind: "Flatten", module: layer, outputShape: [features]) { LayerValue(layer($0.numbers)) }
    }
  }
}
