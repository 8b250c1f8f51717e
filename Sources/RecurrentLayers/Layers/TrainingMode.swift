/// Whether layers behave as in training. Only dropout asks.
enum TrainingMode {
  @TaskLocal static var isActive = false
}

/// Layers behave inside `body` as in training: dropout is active.
///
/// They do so inside ``ParameterStore/withGradients(_:)`` by themselves, and everywhere else not. Of several scopes around
/// a layer's call the innermost decides.
public func withTraining<Result>(_ body: () throws -> Result) rethrows -> Result {
  try TrainingMode.$isActive.withValue(true, operation: body)
}

/// Layers behave inside `body` as in use: dropout does nothing, also in the midst of training.
///
/// ```swift
/// try store.withGradients {
///   let targets = withInference { teacher(x) }
///   return meanSquaredError(student(x), targets: targets)
/// }
/// ```
public func withInference<Result>(_ body: () throws -> Result) rethrows -> Result {
  try TrainingMode.$isActive.withValue(false, operation: body)
}
