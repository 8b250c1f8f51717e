extension Module {
  /// Makes every stateful layer inside start its next sequence with zeros: Keras's `reset_states`.
  public func resetStates() {
    (self as? RecurrentLayer)?.resetState()
    for child in children { child.module.resetStates() }
  }
}
