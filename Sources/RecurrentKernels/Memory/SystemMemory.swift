import RecurrentFoundation

/// Aligned blocks straight from the system.
package enum SystemMemory {
  /// The bytes of memory that the machine has.
  package static var byteCount: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

  /// From here on a block is worth huge pages: one page fault and one TLB entry for 2 MiB in place of 512.
  static let hugeBlock = 4 << 20
  private static let hugePage = 2 << 20

  /// `byteCount` bytes at a multiple of 64 (of 2 MiB for a huge block). Stops the process where there is no memory left,
  /// as Swift's own arrays do.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let isHuge = byteCount >= hugeBlock
    var block: UnsafeMutableRawPointer?
    let failure = posix_memalign(&block, isHuge ? hugePage : AlignedBuffer.alignment, byteCount)
    guard failure == 0, let block else { EnvironmentFailure.stop(.outOfMemory(byteCount: byteCount)) }
    #if os(Linux)
      // Advice only: a kernel without huge pages says no, and the block is as good.
      if isHuge { _ = madvise(block, byteCount, MADV_HUGEPAGE) }
    #endif
    return block
  }

  static func release(_ block: UnsafeMutableRawPointer) { free(block) }
}
