import Testing

@testable import RecurrentKernels

@Suite struct MemoryTests {
  @Test func sizeClassesHoldWhatTheyAreFor() {
    var last = SizeClass(index: 0)
    for index in 1...120 {
      let next = SizeClass(index: index)
      #expect(SizeClass(holding: last.byteCount) == last)
      #expect(SizeClass(holding: last.byteCount + 1) == next)
      #expect(next.byteCount > last.byteCount && next.byteCount % AlignedBuffer.alignment == 0)
      #expect(next.byteCount - last.byteCount <= next.byteCount / 5)
      last = next
    }
    #expect(SizeClass(holding: 0).byteCount == 256)
  }

  @Test func buffersAreAlignedAndWritable() {
    let pool = BufferPool(capacity: 1 << 24)
    for byteCount in [0, 1, 63, 64, 4096, 1_000_001, 5 << 20] {
      let buffer = AlignedBuffer(byteCount: byteCount, pool: pool)
      #expect(Int(bitPattern: buffer.baseAddress) % AlignedBuffer.alignment == 0)
      #expect(buffer.byteCount == byteCount && buffer.floatCount == byteCount / 4)
      buffer.baseAddress.initializeMemory(as: UInt8.self, repeating: 7, count: byteCount)
    }
    #expect(AlignedBuffer(floatCount: 3, pool: pool).byteCount == 12)
  }

  @Test func aReturnedBlockIsUsedAgain() {
    let pool = BufferPool(capacity: 1 << 20)
    let first = AlignedBuffer(byteCount: 10_000, pool: pool).baseAddress
    #expect(pool.keptBytes >= 10_000)
    let second = AlignedBuffer(byteCount: 9_999, pool: pool)
    #expect(second.baseAddress == first && pool.keptBytes == 0)
  }

  @Test func theCapacityIsKept() {
    let pool = BufferPool(capacity: 100_000)
    for byteCount in [30_000, 50_000, 20_000, 70_000, 1_000, 90_000, 200_000] {
      _ = AlignedBuffer(byteCount: byteCount, pool: pool)
      #expect(pool.keptBytes <= 100_000)
    }
    pool.trim()
    #expect(pool.keptBytes == 0)
  }

  /// Sizes no longer in use make room for those that are.
  @Test func whatRestedLongestIsReleasedFirst() {
    let (large, small, medium) = (40_000, 10_000, 20_000)
    let pool = BufferPool(capacity: SizeClass(holding: large).byteCount + SizeClass(holding: small).byteCount)
    pool.withScratch(byteCount: large) { _ in }
    let address = pool.withScratch(byteCount: small) { $0 }
    pool.withScratch(byteCount: medium) { _ in }
    #expect(pool.keptBytes == SizeClass(holding: small).byteCount + SizeClass(holding: medium).byteCount)
    #expect(pool.withScratch(byteCount: small) { $0 } == address)
  }

  /// No block is in two hands at once: each task writes its own mark and finds it again.
  @Test func tasksMayShareAPool() async {
    let pool = BufferPool(capacity: 1 << 20)
    let clean = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          for round in 0..<500 {
            let buffer = AlignedBuffer(floatCount: 64 << (round % 4), pool: pool)
            let mark = Float(task * 1000 + round)
            buffer.floats.initialize(repeating: mark, count: buffer.floatCount)
            await Task.yield()
            for i in 0..<buffer.floatCount where buffer.floats[i] != mark { return false }
          }
          return true
        }
      }
      return await group.allSatisfy { $0 }
    }
    #expect(clean)
  }
}
