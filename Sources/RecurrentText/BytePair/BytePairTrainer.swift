/// Finds the byte pairs to merge (Sennrich, Haddow and Birch 2016): the most frequent pair of neighbours becomes a new
/// token, again and again. The counts are kept up to date where a merge changes them, not counted anew, so that the
/// time is in proportion to the text's different words.
struct BytePairTrainer {
  typealias Token = Int32

  private struct Pair: Hashable {
    let first: Token
    let second: Token
  }

  private struct Candidate {
    let count: Int
    let pair: Pair
  }

  /// The different words, each as its tokens now, and how often each occurs.
  private var words: [[Token]] = []
  private var wordCounts: [Int] = []
  private var pairCounts: [Pair: Int] = [:]
  /// The words in which a pair is, or was; some more than once.
  private var places: [Pair: [Int32]] = [:]
  private var heap: [Candidate] = []
  /// The bytes of each token.
  private var spellings: [[UInt8]] = (0...255).map { [UInt8($0)] }
  private var tokens: [[UInt8]: Token] = [:]
  private(set) var merges: [BytePairMerge] = []

  init(pieceCounts: [ArraySlice<UInt8>: Int]) {
    // In a fixed order, so that the same text gives the same merges.
    let sorted = pieceCounts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    words = sorted.map { $0.key.map(Token.init) }
    wordCounts = sorted.map(\.value)
    for (place, word) in words.enumerated() {
      for (first, second) in zip(word, word.dropFirst()) {
        add(Pair(first: first, second: second), wordCounts[place], at: place)
      }
    }
    for (pair, count) in pairCounts { push(Candidate(count: count, pair: pair)) }
  }

  /// Merges until there are `tokenCount` tokens or no pair occurs `minimumCount` times.
  mutating func train(tokenCount: Int, minimumCount: Int) {
    while spellings.count < tokenCount, let best = popBest(), best.count >= minimumCount {
      apply(best.pair)
    }
  }

  /// The most frequent pair; of equally frequent ones that of the smallest tokens.
  private mutating func popBest() -> Candidate? {
    while let top = pop() {
      let count = pairCounts[top.pair] ?? 0
      if count == top.count { return top }
      // The count has fallen since: it takes its new place.
      if count > 0 { push(Candidate(count: count, pair: top.pair)) }
    }
    return nil
  }

  private mutating func apply(_ pair: Pair) {
    pairCounts[pair] = nil
    let merge = BytePairMerge(first: spellings[Int(pair.first)], second: spellings[Int(pair.second)])
    // A special token's spelling stays for the special token.
    if SpecialToken(rawValue: ByteAlphabet.spelling(of: merge.bytes)) != nil { return }
    merges.append(merge)
    let merged = tokens[merge.bytes] ?? Token(spellings.count)
    if merged == spellings.count {
      tokens[merge.bytes] = merged
      spellings.append(merge.bytes)
    }
    var grown: Set<Pair> = []
    for place in places.removeValue(forKey: pair) ?? [] { replace(pair, with: merged, in: Int(place), grown: &grown) }
    for pair in grown {
      if let count = pairCounts[pair], count > 0 { push(Candidate(count: count, pair: pair)) }
    }
  }

  /// Replaces a pair in one word, from the left. The counts of the pairs with the neighbours change at each place.
  private mutating func replace(_ pair: Pair, with merged: Token, in place: Int, grown: inout Set<Pair>) {
    let word = words[place]
    let count = wordCounts[place]
    var result: [Token] = []
    result.reserveCapacity(word.count)
    var index = 0
    while index < word.count {
      guard index + 1 < word.count, word[index] == pair.first, word[index + 1] == pair.second else {
        result.append(word[index])
        index += 1
        continue
      }
      if let left = result.last {
        move(count, from: Pair(first: left, second: pair.first), to: Pair(first: left, second: merged), at: place)
        grown.insert(Pair(first: left, second: merged))
      }
      result.append(merged)
      index += 2
      if index < word.count {
        let right = word[index]
        move(count, from: Pair(first: pair.second, second: right), to: Pair(first: merged, second: right), at: place)
        grown.insert(Pair(first: merged, second: right))
      }
    }
    words[place] = result
  }

  private mutating func move(_ count: Int, from old: Pair, to new: Pair, at place: Int) {
    pairCounts[old]? -= count
    add(new, count, at: place)
  }

  private mutating func add(_ pair: Pair, _ count: Int, at place: Int) {
    pairCounts[pair, default: 0] += count
    places[pair, default: []].append(Int32(truncatingIfNeeded: place))
  }
}

/// A binary heap, the best candidate first.
extension BytePairTrainer {
  private static func isBetter(_ a: Candidate, than b: Candidate) -> Bool {
    (a.count, b.pair.first, b.pair.second) > (b.count, a.pair.first, a.pair.second)
  }

  private mutating func push(_ candidate: Candidate) {
    heap.append(candidate)
    var child = heap.count - 1
    while child > 0, Self.isBetter(heap[child], than: heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop() -> Candidate? {
    guard let top = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && Self.isBetter(heap[child], than: heap[best]) { best = child }
      if best == parent { return top }
      heap.swapAt(parent, best)
      parent = best
    }
  }
}
