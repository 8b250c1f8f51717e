/// A module that remembers something from one call to the next.
public protocol Stateful: Module {
  /// Makes the next call start from nothing.
  func resetState()
}

extension Module {
  /// Makes every ``Stateful`` module inside start its next sequence from nothing: Keras's `reset_states`.
  public func resetStates() {
    forEachModule { module, _, _ in (module as? any Stateful)?.resetState() }
  }

  /// What the stateful recurrent layers inside start their next sequences with, in their order; nil: zeros. Of a training
  /// that goes on later they are a part.
  public var carriedStates: [RecurrentState?] {
    get { statefulLayers.map(\.state) }
    nonmutating set {
      let layers = statefulLayers
      check(newValue.count == layers.count, "carriedStates", "states", expected: layers.count, got: newValue.count)
      for (layer, state) in zip(layers, newValue) { layer.state = state }
    }
  }

  package var statefulLayers: [RecurrentLayer] {
    var layers: [RecurrentLayer] = []
    forEachModule { module, _, _ in
      if let layer = module as? RecurrentLayer, layer.carriesState { layers.append(layer) }
    }
    return layers
  }
}
