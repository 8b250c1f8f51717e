extension Module {
  /// Makes every stateful layer inside start its next sequence with zeros: Keras's `reset_states`.
  public func resetStates() {
    switch self {
    case let layer as RecurrentLayer: layer.resetState()
    case let layer as Bidirectional: layer.resetState()
    default: break
    }
    for child in children { child.module.resetStates() }
  }
}
