import RecurrentLayers

extension Batches {
  /// Batches of examples of like length, so that little is padded: shuffled, then ordered by length within pools of
  /// `poolSize` batches, then the batches shuffled, so that no epoch goes from short to long. A smaller batch is last.
  ///
  /// - Parameters:
  ///   - lengths: how long each example is.
  ///   - poolSize: larger pools pad less and mix less. One of all examples has only the order of equal lengths by chance.
  public init(
    lengths: [Int], batchSize: Int, poolSize: Int = 100, shuffledBy generator: inout RandomGenerator
  ) {
    check(poolSize >= 1, "Batches", "poolSize", expected: "at least 1", got: poolSize)
    let shuffled = Batches(order: generator.permutation(lengths.count), batchSize: batchSize)
    var batches: [[Int]] = []
    var pool: [Int] = []
    for (number, batch) in shuffled.enumerated() {
      pool += batch
      if (number + 1) % poolSize == 0 || number + 1 == shuffled.count {
        batches += Batches(order: Self.ordered(pool, by: lengths), batchSize: batchSize)
        pool = []
      }
    }
    let whole = lengths.count / batchSize
    let mixed = generator.permutation(whole).map { batches[$0] } + batches[whole...]
    self.init(order: mixed.flatMap { $0 }, batchSize: batchSize)
  }

  /// Batches of examples of like length, the shortest first: the same each time, for evaluation.
  public init(lengths: [Int], batchSize: Int) {
    self.init(order: Self.ordered(Array(lengths.indices), by: lengths), batchSize: batchSize)
  }

  /// By length, equal lengths in the order given.
  private static func ordered(_ examples: [Int], by lengths: [Int]) -> [Int] {
    examples.enumerated()
      .sorted { (lengths[$0.element], $0.offset) < (lengths[$1.element], $1.offset) }
      .map(\.element)
  }
}
