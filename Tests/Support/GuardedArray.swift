import RecurrentKernels

/// An array with canaries before and behind it, that a kernel must leave alone.
public final class GuardedArray<Element: BitwiseCopyable> {
  public let count: Int
  private let memory: UnsafeMutableRawPointer
  private let start: Int
  private let total: Int
  private static var canaryBytes: Int { 256 }
  private static var canary: UInt8 { 0xa5 }

  /// - Parameter aligned: whether it starts at a multiple of 64 bytes, as the buffers that a plan asks for do. Plain
  ///   arrays start one element past one, because callers owe them no alignment.
  public init(count: Int, aligned: Bool = false) {
    self.count = count
    start = Self.canaryBytes + (aligned ? 0 : MemoryLayout<Element>.stride)
    total = start + count * MemoryLayout<Element>.stride + Self.canaryBytes
    memory = .allocate(byteCount: total, alignment: AlignedBuffer.alignment)
    memory.initializeMemory(as: UInt8.self, repeating: Self.canary, count: total)
  }

  public convenience init(_ elements: [Element], aligned: Bool = false) {
    self.init(count: elements.count, aligned: aligned)
    pointer.initialize(from: elements, count: count)
  }

  public convenience init(repeating value: Element, count: Int, aligned: Bool = false) {
    self.init(count: count, aligned: aligned)
    pointer.initialize(repeating: value, count: count)
  }

  deinit { memory.deallocate() }

  public var pointer: UnsafeMutablePointer<Element> { (memory + start).assumingMemoryBound(to: Element.self) }

  public var elements: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Whether both canaries are as they were.
  public var isIntact: Bool {
    let bytes = UnsafeRawBufferPointer(start: memory, count: total)
    return bytes[..<start].allSatisfy { $0 == Self.canary }
      && bytes[(total - Self.canaryBytes)...].allSatisfy { $0 == Self.canary }
  }
}

/// The sum of squares by a backend, in double.
public func sumOfSquares(_ x: [Float], on backend: any KernelBackend, threads: Int = 0) throws -> Double {
  let (x, sum) = (GuardedArray(x), GuardedArray<Double>([.nan]))
  try backend.run(.reduce(.init(.sumOfSquares, count: x.count, x: x.pointer, wide: sum.pointer)), threads: threads)
  return sum.elements[0]
}
