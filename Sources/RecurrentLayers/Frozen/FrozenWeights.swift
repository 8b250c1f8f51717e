import RecurrentKernels
import Synchronization

/// The weights of a model as they were at one moment.
///
/// They share the parameters' memory. Whoever changes a parameter copies that memory first, as long as it is shared
/// (``ParameterBlock/uniqueValues()``): so nobody ever writes what is kept here.
package final class FrozenWeights: Sendable {
  /// The values of one parameter.
  struct Entry: Sendable {
    let buffer: AlignedBuffer
    let offset: Int
    let version: Int
    let isQuantized: Bool

    var floats: UnsafePointer<Float> { UnsafePointer(buffer.floats + offset) }
  }

  /// Whose weights the current task sees in the place of its parameters' own; nil: nobody's.
  @TaskLocal package static var current: FrozenWeights?

  /// Kept, so that no other parameter takes the place in memory that tells one from another.
  private let parameters: [Parameter]
  private let entries: [ObjectIdentifier: Entry]
  private let plans = Mutex<[ObjectIdentifier: PlanCache]>([:])

  init(_ parameters: [Parameter]) {
    self.parameters = parameters
    entries = Dictionary(uniqueKeysWithValues: parameters.map { (ObjectIdentifier($0), $0.entry) })
  }

  subscript(parameter: Parameter) -> Entry? { entries[ObjectIdentifier(parameter)] }

  /// The plans of a layer with these weights: training packs others all the time. Nil: its weights are not among these.
  func plans(of level: RecurrentLevel) -> PlanCache? {
    guard self[level.weights.weightIH] != nil else { return nil }
    return plans.withLock { plans in
      let known = plans[ObjectIdentifier(level)] ?? PlanCache()
      plans[ObjectIdentifier(level)] = known
      return known
    }
  }

  /// Runs `body` with these weights. Nothing is recorded for gradients, and dropout does nothing.
  package func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try FrozenWeights.$current.withValue(self) {
      try Tape.$current.withValue(nil) { try withInference(body) }
    }
  }
}
