/// Memory that starts at a multiple of 64 bytes, as every kernel buffer must, and goes back to its pool when the last
/// reference ends. The contents are unspecified until written.
///
/// The class synchronises nothing. Whoever shares one between tasks sees to it that nobody writes meanwhile, as
/// copy-on-write storage does by `isKnownUniquelyReferenced`.
public final class AlignedBuffer: @unchecked Sendable {
  /// Bytes of a cache line, and of the widest vector register: `RK_ALIGNMENT`.
  public static let alignment = 64

  /// The bytes asked for.
  public let byteCount: Int
  /// Its first byte.
  public let baseAddress: UnsafeMutableRawPointer
  private let pool: BufferPool

  /// At least `byteCount` bytes; `byteCount` may be 0.
  public init(byteCount: Int, pool: BufferPool = .shared) {
    self.byteCount = byteCount
    self.pool = pool
    baseAddress = pool.take(byteCount: byteCount)
  }

  /// Room for `floatCount` elements.
  public convenience init(floatCount: Int, pool: BufferPool = .shared) {
    self.init(byteCount: floatCount * MemoryLayout<Float>.stride, pool: pool)
  }

  deinit { pool.give(baseAddress, byteCount: byteCount) }

  /// The whole elements that fit.
  public var floatCount: Int { byteCount / MemoryLayout<Float>.stride }

  /// The memory as elements. Valid while the buffer lives.
  public var floats: UnsafeMutablePointer<Float> { baseAddress.assumingMemoryBound(to: Float.self) }
}
