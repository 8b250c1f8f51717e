/// Runs steps of any number of rows in chunks of a few sizes: a plan and its packed weights are of one size.
struct ChunkChains {
  /// A chain, and room for the states of its rows.
  private struct Chunk {
    let chain: StreamChain
    let states: StateTable
  }

  /// From here on more rows at a time are hardly faster: of 64 rows the weights are read once.
  private static let sizes = [64, 8, 1]

  let single: StreamChain
  private let layers: [StreamLayer]
  private let inputSize: Int?
  private let context = StreamContext()
  /// By the number of rows; made when needed.
  private var chunks: [Int: Chunk] = [:]

  init(_ layers: [StreamLayer], inputSize: Int?) {
    (self.layers, self.inputSize) = (layers, inputSize)
    single = context.makeChain(layers, rows: 1, inputSize: inputSize)
    chunks[1] = Chunk(chain: single, states: StateTable(single.states, rows: 1))
  }

  /// Runs `body` for one chunk of rows after the other, with their states in place.
  ///
  /// - Parameters:
  ///   - rows: of `states`, each once.
  ///   - body: gets the chunk's chain, and the number of its first row among `rows`.
  mutating func forEach(
    of rows: [Int], _ states: StateTable, _ body: (_ chain: StreamChain, _ first: Int) -> Void
  ) {
    var first = 0
    for size in Self.sizes {
      while rows.count - first >= size {
        let chunk = chunk(of: size)
        let part = rows[first..<(first + size)]
        if part.isStretch {
          states.place(chunk.chain, from: part[first])
          body(chunk.chain, first)
        } else {
          chunk.states.copyRows(part, of: states, to: 0..<size)
          chunk.states.place(chunk.chain, from: 0)
          body(chunk.chain, first)
          states.copyRows(0..<size, of: chunk.states, to: part)
        }
        first += size
      }
    }
  }

  private mutating func chunk(of size: Int) -> Chunk {
    if let known = chunks[size] { return known }
    let chain = context.makeChain(layers, rows: size, inputSize: inputSize)
    let made = Chunk(chain: chain, states: StateTable(chain.states, rows: size))
    chunks[size] = made
    return made
  }
}

extension ArraySlice<Int> {
  /// Whether each number is the one before it plus 1.
  fileprivate var isStretch: Bool { indices.dropFirst().allSatisfy { self[$0] == self[$0 - 1] + 1 } }
}
