import RecurrentKernels
import Synchronization

/// What kernels pack of weights, once for several passes that find the weights as they are: those of a batch's shards.
///
/// It takes as much memory as the weights, for forward and for backward each.
package final class SharedPacking: Sendable {
  /// What the current task's layers share; nil: each call packs for itself.
  @TaskLocal static var current: SharedPacking?

  /// What a form of weights is for.
  enum Use: Hashable {
    case forward
    /// The form depends on the batch.
    case backward(batch: Int)
    case product(isTransposed: Bool)
  }

  private struct Key: Hashable {
    let owner: ObjectIdentifier
    let compute: ObjectIdentifier
    let precision: Precision
    let use: Use
  }

  private struct Entry: Sendable {
    let version: Int
    /// Nil: kernels read these weights as they lie.
    let packed: AlignedBuffer?
    /// Kept, so that nobody else takes their places in memory, which tell one from another.
    let owners: (any AnyObject & Sendable, Compute)
  }

  private let entries = Mutex<[Key: Entry]>([:])

  private init() {}

  /// Runs `body`, whose passes share what they pack.
  package static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $current.withValue(SharedPacking(), operation: body)
  }

  /// The weights of `owner` in one form, packed by `make` unless they are there already.
  ///
  /// - Parameter version: differs whenever a weight may differ.
  func packed(
    _ owner: some AnyObject & Sendable, version: Int, _ precision: Precision, _ use: Use, _ compute: Compute,
    _ make: () -> AlignedBuffer?
  ) -> AlignedBuffer? {
    let key = Key(
      owner: ObjectIdentifier(owner), compute: ObjectIdentifier(compute), precision: precision, use: use)
    if let known = entries.withLock({ $0[key] }), known.version == version { return known.packed }
    let packed = make()
    entries.withLock { $0[key] = Entry(version: version, packed: packed, owners: (owner, compute)) }
    return packed
  }
}

extension RecurrentLevel {
  /// The weights as they are now, laid out for the forward passes of plans like this one; nil: nobody shares them.
  func sharedWeights(for plan: any RecurrentPlan, _ compute: Compute) -> AlignedBuffer? {
    shared(.forward, bytes: plan.sizes.packedWeights, plan, compute) { packed throws(KernelError) in
      try packWeights(for: plan, into: packed)
    }
  }

  /// The same for backward passes.
  func sharedBackwardWeights(for plan: any RecurrentPlan, _ compute: Compute) -> AlignedBuffer? {
    let use = SharedPacking.Use.backward(batch: plan.descriptor.batch)
    return shared(use, bytes: plan.sizes.packedBackwardWeights, plan, compute) { packed throws(KernelError) in
      try plan.packBackwardWeights(weights.pointers, reverse: reverseWeights?.pointers, into: packed.baseAddress)
    }
  }

  private func shared(
    _ use: SharedPacking.Use, bytes: Int, _ plan: any RecurrentPlan, _ compute: Compute,
    _ pack: (AlignedBuffer) throws(KernelError) -> Void
  ) -> AlignedBuffer? {
    guard let sharing = SharedPacking.current, bytes > 0 else { return nil }
    return sharing.packed(self, version: version, plan.descriptor.precision, use, compute) {
      let packed = AlignedBuffer(byteCount: bytes)
      compute.run(configuration.name) { _, _ throws(KernelError) in try pack(packed) }
      return packed
    }
  }
}

extension Parameter {
  /// This parameter as the right factor of a product, packed for all that share it; nil: nobody does, or it serves as it
  /// lies.
  func sharedRightFactor(of product: KernelCall.Gemm, _ compute: Compute) -> AlignedBuffer? {
    SharedPacking.current?.packed(
      self, version: version, product.precision, .product(isTransposed: product.transposeB), compute
    ) {
      compute.run(name) { backend, threads throws(KernelError) in
        try backend.packRightFactor(of: product, threads: threads)
      }
    }
  }
}
