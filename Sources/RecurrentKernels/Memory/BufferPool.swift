import Synchronization

/// Keeps returned blocks for the next caller, because fresh memory costs a page fault for every 4 KiB touched, at every
/// training step anew.
///
/// What is kept in all is bounded by ``capacity``: beyond it, blocks of the sizes that went unused longest are released
/// first. Any number of threads may use one pool.
public final class BufferPool: Sendable {
  /// The pool of the whole process. It keeps up to 1 GiB.
  public static let shared = BufferPool(capacity: 1 << 30)

  /// The most bytes kept for reuse. Blocks in use do not count.
  public let capacity: Int
  private let shelves = Mutex(Shelves())

  /// An empty pool that keeps at most so many bytes.
  public init(capacity: Int) { self.capacity = capacity }

  deinit { trim() }

  /// Bytes kept for reuse at this moment.
  public var keptBytes: Int { shelves.withLock { $0.keptBytes } }

  /// Runs `body` with `byteCount` bytes of scratch memory at a multiple of 64, contents unspecified.
  public func withScratch<Result, Failure: Error>(
    byteCount: Int, _ body: (UnsafeMutableRawPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let block = take(byteCount: byteCount)
    defer { give(block, byteCount: byteCount) }
    return try body(block)
  }

  /// Releases everything kept.
  public func trim() {
    shelves.withLock { $0.release(untilKept: 0) }
  }

  /// A block of at least `byteCount` bytes, to be given back with the same `byteCount`.
  func take(byteCount: Int) -> UnsafeMutableRawPointer {
    let sizeClass = SizeClass(holding: byteCount)
    return shelves.withLock { $0.take(sizeClass)?.address }
      ?? SystemMemory.allocate(byteCount: sizeClass.byteCount)
  }

  func give(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    let sizeClass = SizeClass(holding: byteCount)
    guard sizeClass.byteCount <= capacity else { return SystemMemory.release(address) }
    shelves.withLock {
      $0.give(Shelves.Block(address: address), sizeClass)
      $0.release(untilKept: capacity)
    }
  }
}

/// Kept blocks, one list a size class.
private struct Shelves {
  /// Sendable, because a kept block has no other owner.
  struct Block: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
  }

  private struct Shelf {
    var blocks: [Block] = []
    var lastUse = 0
  }

  private var shelves: [Shelf] = []
  private var clock = 0
  private(set) var keptBytes = 0

  mutating func take(_ sizeClass: SizeClass) -> Block? {
    markUsed(sizeClass)
    guard let block = shelves[sizeClass.index].blocks.popLast() else { return nil }
    keptBytes -= sizeClass.byteCount
    return block
  }

  mutating func give(_ block: Block, _ sizeClass: SizeClass) {
    markUsed(sizeClass)
    shelves[sizeClass.index].blocks.append(block)
    keptBytes += sizeClass.byteCount
  }

  mutating func release(untilKept bound: Int) {
    while keptBytes > bound {
      let longestUnused = shelves.indices.filter { !shelves[$0].blocks.isEmpty }.min {
        shelves[$0].lastUse < shelves[$1].lastUse
      }
      guard let index = longestUnused else { return }
      SystemMemory.release(shelves[index].blocks.removeLast().address)
      keptBytes -= SizeClass(index: index).byteCount
    }
  }

  private mutating func markUsed(_ sizeClass: SizeClass) {
    while shelves.count <= sizeClass.index { shelves.append(Shelf()) }
    clock += 1
    shelves[sizeClass.index].lastUse = clock
  }
}
