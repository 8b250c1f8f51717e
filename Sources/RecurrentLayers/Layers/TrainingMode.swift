/// Whether layers behave as in training. Only dropout asks.
package enum TrainingMode {
  @TaskLocal package static var isActive = false
}

/// Dropout is active inside `body`; everywhere else it does nothing.
public func withTraining<Result>(_ body: () throws -> Result) rethrows -> Result {
  try TrainingMode.$isActive.withValue(true, operation: body)
}
