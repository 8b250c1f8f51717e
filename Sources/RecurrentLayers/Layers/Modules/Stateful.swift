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
}
