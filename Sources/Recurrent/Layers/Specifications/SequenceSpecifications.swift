/// Layers that know of time.
extension LayerSpecification where Self == ModuleSpecification {
  /// Keras's `Masking`: steps of which every feature is `maskValue` do not count in the layers that follow.
  public static func masking(_ maskValue: Float = 0) -> ModuleSpecification {
    ModuleSpecification("Masking") { inputShape in
      _ = inputShape.sequence(for: "Masking")
      let layer = Masking(padding: maskValue)
      return BuiltLayer(kind: "Masking", module: layer, outputShape: inputShape) { value in
        let (output, mask) = layer(value.numbers)
        return LayerValue(output, mask: mask)
      }
    }
  }

  /// Keras's `SpatialDropout1D`.
  public static func spatialDropout1D(_ rate: Float) -> ModuleSpecification {
    ModuleSpecification("SpatialDropout1D") { inputShape in
      _ = inputShape.sequence(for: "SpatialDropout1D")
      let layer = SpatialDropout1D(rate)
      return BuiltLayer(kind: "SpatialDropout1D", module: layer, outputShape: inputShape) { $0.map { layer($0) } }
    }
  }

  /// Keras's `RepeatVector`.
  public static func repeatVector(_ steps: Int) -> ModuleSpecification {
    ModuleSpecification("RepeatVector") { inputShape in
      check(inputShape.rank == 1, "RepeatVector", "shape of the input", expected: "(None, features)", got: inputShape)
      let layer = RepeatVector(steps)
      return BuiltLayer(kind: "RepeatVector", module: layer, outputShape: LayerShape([steps] + inputShape.axes)) {
        LayerValue(layer($0.numbers))
      }
    }
  }

  /// Keras's `GlobalAveragePooling1D`: the mean over the steps that count.
  public static func globalAveragePooling1D() -> ModuleSpecification {
    globalPooling1D(.average, kind: "GlobalAveragePooling1D")
  }

  /// Keras's `GlobalMaxPooling1D`: the largest over the steps that count. Keras's own knows no mask, and takes padding for
  /// steps.
  public static func globalMaxPooling1D() -> ModuleSpecification {
    globalPooling1D(.max, kind: "GlobalMaxPooling1D")
  }

  private static func globalPooling1D(_ pooling: GlobalPooling1D.Kind, kind: String) -> ModuleSpecification {
    ModuleSpecification(kind) { inputShape in
      let (_, features) = inputShape.sequence(for: kind)
      let layer = GlobalPooling1D(pooling)
      return BuiltLayer(kind: kind, module: layer, outputShape: [features]) { value in
        LayerValue(layer(value.numbers, mask: value.mask))
      }
    }
  }

  /// Keras's `TimeDistributed`: a layer for each step by itself.
  public static func timeDistributed(_ layer: any LayerSpecification) -> ModuleSpecification {
    ModuleSpecification("TimeDistributed") { inputShape in
      check(
        inputShape.rank >= 1, "TimeDistributed", "shape of the input", expected: "(None, time, ...)", got: inputShape)
      let wrapped = TimeDistributed(layer.build(inputShape: LayerShape(Array(inputShape.axes.dropFirst()))))
      let outputShape = LayerShape([inputShape.axes[0]] + wrapped.layer.outputShape.axes)
      return BuiltLayer(kind: "TimeDistributed", module: wrapped, outputShape: outputShape) { wrapped($0) }
    }
  }

  /// Keras's `Bidirectional`.
  ///
  /// - Parameters:
  ///   - layer: the forward layer, and the backward one where that is not given.
  ///   - mergeMode: how the two outputs become one. Keras's None, which leaves them two, is for ``Bidirectional`` itself:
  ///     a sequence of layers has no use for two.
  ///   - backwardLayer: goes backwards; returns and remembers what `layer` does.
  public static func bidirectional(
    _ layer: RecurrentSpecification, mergeMode: Bidirectional.MergeMode = .concatenate,
    backwardLayer: RecurrentSpecification? = nil
  ) -> ModuleSpecification {
    layer.requireCounterpart(backwardLayer)
    return ModuleSpecification("Bidirectional") { inputShape in
      let (steps, features) = inputShape.sequence(for: "Bidirectional")
      let both =
        backwardLayer.map { backward in
          Bidirectional(
            forward: layer.makeLayer(inputSize: features, direction: .forward),
            backward: backward.makeLayer(inputSize: features, direction: .reverse), mergeMode: mergeMode)
        } ?? Bidirectional(layer.makeLayer(inputSize: features, direction: .bidirectional), mergeMode: mergeMode)
      let outputShape = layer.outputShape(steps: steps, features: both.outputSize)
      return BuiltLayer(kind: "Bidirectional", module: both, outputShape: outputShape) { value in
        let result = both(value.numbers, mask: value.mask)
        let state = layer.returnState ? result.state : nil
        return layer.returnSequences
          ? LayerValue(result.output, mask: value.mask, state: state) : LayerValue(result.last, state: state)
      }
    }
  }
}

extension RecurrentSpecification {
  /// Stops where this and a backward layer do not go together in a `Bidirectional`.
  fileprivate func requireCounterpart(_ backward: RecurrentSpecification?) {
    check(!goBackwards, "Bidirectional", "goBackwards of the layer", expected: false, got: true)
    guard let backward else { return }
    let name = "Bidirectional"
    check(backward.goBackwards, name, "goBackwards of the backward layer", expected: true, got: false)
    let (ours, theirs) = (
      [returnSequences, returnState, stateful], [backward.returnSequences, backward.returnState, backward.stateful]
    )
    check(
      ours == theirs, name, "[returnSequences, returnState, stateful] of the backward layer", expected: ours,
      got: theirs)
  }
}
