import RecurrentKernels
import Synchronization

/// The plans a layer used last, each with the weights packed for it, so that a model in use neither plans nor packs
/// anew at every call.
final class PlanCache: Sendable {
  struct Prepared: Sendable {
    let plan: any RecurrentPlan
    /// Nil in training, where the weights change at every step and forward packs for itself.
    let packedWeights: AlignedBuffer?
  }

  private struct Entry {
    let compute: Compute
    let prepared: Prepared
    let version: Int
  }

  /// Enough for a training and an evaluation batch, their shorter last ones, and single steps.
  private static let capacity = 6
  private let entries = Mutex<[Entry]>([])

  /// A plan for `descriptor` and, for inference, the level's weights as they are now, packed for it.
  func prepare(_ descriptor: RecurrentDescriptor, level: RecurrentLevel, compute: Compute) -> Prepared {
    let version = descriptor.training ? 0 : level.version
    let known = entries.withLock { entries in
      entries.first { $0.compute === compute && $0.prepared.plan.descriptor == descriptor }
    }
    if let known, known.version == version { return known.prepared }
    let prepared = compute.run(level.configuration.name) { backend, _ throws(KernelError) in
      let plan: any RecurrentPlan
      if let known { plan = known.prepared.plan } else { plan = try backend.makePlan(for: descriptor) }
      guard !descriptor.training else { return Prepared(plan: plan, packedWeights: nil) }
      let packed = AlignedBuffer(byteCount: plan.sizes.packedWeights)
      try level.packWeights(for: plan, into: packed)
      return Prepared(plan: plan, packedWeights: packed)
    }
    entries.withLock { entries in
      entries.removeAll { $0.compute === compute && $0.prepared.plan.descriptor == descriptor }
      if entries.count == Self.capacity { entries.removeFirst() }
      entries.append(Entry(compute: compute, prepared: prepared, version: version))
    }
    return prepared
  }
}

extension RecurrentLevel {
  /// Lays out the weights as they are now for the plan.
  func packWeights(for plan: any RecurrentPlan, into packed: AlignedBuffer) throws(KernelError) {
    try plan.packWeights(weights.pointers, reverse: reverseWeights?.pointers, into: packed.baseAddress)
  }
}
