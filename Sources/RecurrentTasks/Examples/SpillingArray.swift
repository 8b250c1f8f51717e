import RecurrentFormats
import RecurrentFoundation

/// Elements that come one after the other: in memory, and beyond a limit in a file without a name. The operating system
/// keeps of that file what memory has room for, so that little is slower where there is enough.
public struct SpillingArray<Element: BitwiseCopyable & Sendable>: Sendable {
  /// As many elements are in memory before there is a file: 64 MiB.
  static var usualMemory: Int { (64 << 20) / MemoryLayout<Element>.stride }
  /// As many gather in memory, once there is a file, to be written together: 1 MiB.
  private static var blockSize: Int { (1 << 20) / MemoryLayout<Element>.stride }

  /// The first elements. nil: all are in `tail`.
  private var scratch: ScratchFile?
  private var scratchCount = 0
  private var tail: [Element]
  private let memory: Int

  /// Elements that are in memory already, and stay there until others come.
  ///
  /// - Parameter memory: the elements held in memory at most.
  init(_ elements: [Element] = [], memory: Int = usualMemory) {
    (tail, self.memory) = (elements, memory)
  }

  public var count: Int { scratchCount + tail.count }

  /// - Throws: `FileError`: there is no room for more. The array is then as it was.
  public mutating func append(contentsOf elements: [Element]) throws(FileError) {
    let limit = scratch == nil ? memory : min(memory, Self.blockSize)
    if !tail.isEmpty && tail.count + elements.count > limit { try moveOut() }
    tail += elements
  }

  private mutating func moveOut() throws(FileError) {
    if scratch == nil {
      scratch = try ScratchFile()
    } else if !isKnownUniquelyReferenced(&scratch) {
      // A copy of this array goes on from the same elements.
      scratch = try scratch?.copy()
    }
    let (file, end) = (scratch, scratchCount * MemoryLayout<Element>.stride)
    try tail.withUnsafeBufferPointer { elements throws(FileError) in
      try file?.write(UnsafeRawBufferPointer(elements), at: end)
    }
    scratchCount += tail.count
    tail = []
  }

  /// The elements at these places. A disk that fails to give back what was written stops the program.
  public subscript(range: Range<Int>) -> [Element] { withElements(in: range) { Array($0) } }

  /// Looks at the elements at these places, without a copy where they are in memory.
  func withElements<Result>(in range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "SpillingArray: range: expected 0...\(count), got \(range)")
    let start = range.lowerBound - scratchCount
    if start >= 0 {
      return tail.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<(start + range.count)])) }
    }
    return withUnsafeTemporaryAllocation(of: Element.self, capacity: range.count) { elements in
      let written = min(range.count, -start)
      readScratch(at: range.lowerBound, into: UnsafeMutableBufferPointer(rebasing: elements[..<written]))
      _ = elements[written...].initialize(fromContentsOf: tail[..<(range.count - written)])
      return body(UnsafeBufferPointer(elements))
    }
  }

  private func readScratch(at index: Int, into elements: UnsafeMutableBufferPointer<Element>) {
    do {
      try scratch?.read(into: UnsafeMutableRawBufferPointer(elements), at: index * MemoryLayout<Element>.stride)
    } catch {
      EnvironmentFailure.stop(.file(error))
    }
  }
}
