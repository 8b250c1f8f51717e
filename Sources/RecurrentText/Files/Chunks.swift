/// What a reader gives, some at a time: an input of any length is worked on without being held in memory.
package struct Chunks<Element> {
  private let size: Int
  private let weight: (Element) -> Int
  private let isReady: () -> Bool
  private let next: () throws -> Element?

  /// - Parameters:
  ///   - size: a chunk ends with the element by which the elements' sizes reach this.
  ///   - weight: the size of an element.
  ///   - isReady: a chunk also ends where the next element would have to be waited for.
  ///   - next: the next element, nil after the last.
  package init(
    size: Int, weight: @escaping (Element) -> Int = { _ in 1 }, isReady: @escaping () -> Bool = { true },
    next: @escaping () throws -> Element?
  ) {
    self.size = size
    self.weight = weight
    self.isReady = isReady
    self.next = next
  }

  /// - Throws: what `next` throws, once `body` has had the elements before.
  package func read(_ body: ([Element]) throws -> Void) throws {
    while true {
      var (chunk, reached, failure) = ([Element](), 0, nil as (any Error)?)
      do {
        while reached < size, chunk.isEmpty || isReady(), let element = try next() {
          chunk.append(element)
          reached += weight(element)
        }
      } catch { failure = error }
      if !chunk.isEmpty { try body(chunk) }
      if let failure { throw failure }
      if chunk.isEmpty { return }
    }
  }
}
