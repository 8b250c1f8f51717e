import RecurrentFoundation

/// How a translation is looked for.
public struct BeamSearch: Equatable, Sendable {
  /// How many beginnings are followed at once; 1 always goes on with the likeliest unit (greedy).
  public var width: Int
  /// α of Wu et al. 2016, equation 14: a log probability is divided by ((5 + length) / 6)^α, so that long translations
  /// are not put behind short ones. 0: no division.
  public var lengthPenalty: Double

  /// Keeps `width` beginnings at each step.
  public init(width: Int = 5, lengthPenalty: Double = 0.6) {
    self.width = width
    self.lengthPenalty = lengthPenalty
  }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try require((1...1000).contains(width), "beam", width, "1 to 1000")
    try require(lengthPenalty >= 0 && lengthPenalty.isFinite, "lengthPenalty", lengthPenalty, "at least 0")
  }

  func score(_ logProbability: Double, length: Int) -> Double {
    logProbability / pow((5 + Double(length)) / 6, lengthPenalty)
  }
}

/// The search for one translation: the beginnings that are followed, and the ends that were found.
struct Beam {
  struct Hypothesis {
    var tokens: [Int32]
    var logProbability: Double
  }

  private let search: BeamSearch
  private let end: Int32
  private let maximumLength: Int
  /// The likeliest beginnings so far, at most the search's width; at first the empty one.
  private(set) var live = [Hypothesis(tokens: [], logProbability: 0)]
  private var finished: [Hypothesis] = []
  private(set) var isDone = false

  init(_ search: BeamSearch, end: Int32, maximumLength: Int) {
    self.search = search
    self.end = end
    self.maximumLength = maximumLength
  }

  /// Takes what may follow each live beginning, and how likely it is; at least the width + 1 likeliest.
  ///
  /// - Returns: For each of the new ``live`` beginnings the place of the old one that it goes on from.
  mutating func advance(_ continuations: [[(token: Int32, logProbability: Double)]]) -> [Int] {
    var candidates = continuations.enumerated().flatMap { place, tokens in
      tokens.map { (place: place, token: $0.token, sum: live[place].logProbability + $0.logProbability) }
    }
    candidates.removeAll { $0.sum == -.infinity }
    // Equal ones in a fixed order.
    candidates.sort { $0.sum != $1.sum ? $0.sum > $1.sum : ($0.place, $0.token) < ($1.place, $1.token) }
    var (next, origins) = ([Hypothesis](), [Int]())
    for (rank, candidate) in candidates.enumerated() where next.count < search.width {
      if candidate.token == end {
        if rank < search.width {
          finished.append(Hypothesis(tokens: live[candidate.place].tokens, logProbability: candidate.sum))
        }
      } else {
        next.append(Hypothesis(tokens: live[candidate.place].tokens + [candidate.token], logProbability: candidate.sum))
        origins.append(candidate.place)
      }
    }
    live = next
    isDone = finished.count >= search.width || live.isEmpty || live[0].tokens.count >= maximumLength
    return origins
  }

  /// The best end found; where there is none, the best beginning.
  var best: Hypothesis {
    let hypotheses = finished.isEmpty ? live : finished
    let scored = hypotheses.map {
      (hypothesis: $0, score: search.score($0.logProbability, length: $0.tokens.count + 1))
    }
    return scored.max { $0.score < $1.score }?.hypothesis ?? Hypothesis(tokens: [], logProbability: 0)
  }
}
