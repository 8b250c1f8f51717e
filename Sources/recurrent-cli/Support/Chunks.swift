/// What a reader gives, some at a time: an input of any length is worked on without being held in memory.
struct Chunks<Element> {
  private let size: Int
  private let next: () throws -> Element?

  /// - Parameter next: the next element, nil after the last.
  init(size: Int, next: @escaping () throws -> Element?) {
    self.size = size
    self.next = next
  }

  func read(_ body: ([Element]) throws -> Void) throws {
    while true {
      var chunk: [Element] = []
      while chunk.count < size, let element = try next() { chunk.append(element) }
      if chunk.isEmpty { return }
      try body(chunk)
    }
  }
}
