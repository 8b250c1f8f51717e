/// Bytes where they lie, and what keeps them there: a part of a mapped file, or of a block of memory.
package struct ByteRegion: @unchecked Sendable {
  /// What errors call it: the file's path, and the part of it.
  package let origin: String
  private let memory: UnsafeRawBufferPointer
  private let owner: AnyObject

  private init(origin: String, memory: UnsafeRawBufferPointer, owner: AnyObject) {
    (self.origin, self.memory, self.owner) = (origin, memory, owner)
  }

  /// The whole of a file.
  package init(contentsOf path: String) throws(FileError) {
    let file = try MappedFile(contentsOf: path)
    self.init(origin: path, memory: file.bytes, owner: file)
  }

  /// A new block of memory.
  ///
  /// - Parameter fill: writes every byte of it.
  package init<Failure: Error>(
    origin: String, count: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let block = MemoryBlock(count: count)
    try fill(block.bytes)
    self.init(origin: origin, memory: UnsafeRawBufferPointer(block.bytes), owner: block)
  }

  package init(origin: String, _ bytes: some Collection<UInt8>) {
    self.init(origin: origin, count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  package var count: Int { memory.count }

  package func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(memory)
  }

  /// `count` bytes from `offset` on; nil where they are not all there.
  package func part(at offset: Int, count: Int) -> ByteRegion? {
    guard offset >= 0, count >= 0, offset <= memory.count, count <= memory.count - offset else { return nil }
    return ByteRegion(
      origin: origin, memory: UnsafeRawBufferPointer(rebasing: memory[offset..<offset + count]), owner: owner)
  }

  /// Bytes that were found inside these; nil where they are none of them.
  package func part(of bytes: UnsafeRawBufferPointer) -> ByteRegion? {
    guard let start = bytes.baseAddress, let own = memory.baseAddress else { return part(at: 0, count: bytes.count) }
    return part(at: start - own, count: bytes.count)
  }

  /// The same bytes under another name.
  package func named(_ origin: String) -> ByteRegion { ByteRegion(origin: origin, memory: memory, owner: owner) }

  /// The little-endian number at `offset`; nil where the bytes end before.
  package func integer<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at offset: Int) -> Number? {
    guard offset >= 0, offset <= count - MemoryLayout<Number>.size else { return nil }
    return withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
  }

  /// Whether these bytes stand at `offset`.
  package func holds(_ bytes: [UInt8], at offset: Int) -> Bool {
    part(at: offset, count: bytes.count)?.withUnsafeBytes { $0.elementsEqual(bytes) } ?? false
  }
}

private final class MemoryBlock {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) { bytes = .allocate(byteCount: count, alignment: 64) }
  deinit { bytes.deallocate() }
}
