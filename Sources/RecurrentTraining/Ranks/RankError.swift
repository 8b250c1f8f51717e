/// Why ranks do not train together, or no longer.
public enum RankError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A rank did not answer for so long.
  case silent(rank: Int, seconds: Double)
  /// What carries the messages failed.
  case failed(String)
  /// Several processes were started, and there is no library for them to talk by.
  case noLibrary(ranks: Int)
  /// The library for that cannot be used.
  case unusableLibrary(path: String, reason: String)
  /// Several ranks need to be told into how many shards a batch is cut.
  case shardsNeeded(ranks: Int)
  /// There are more ranks than shards.
  case tooFewShards(Int, ranks: Int)
  /// A rank has another training.
  case differs(rank: Int, what: String)

  public var description: String {
    switch self {
    case .silent(let rank, let seconds): "rank \(rank) was silent for \(Int(seconds)) s: it has ended, or its network"
    case .failed(let reason): reason
    case .noLibrary(let ranks):
      "\(ranks) processes were started to train one model, and there is no library for them to talk by"
    case .unusableLibrary(let path, let reason): "\(path): \(reason)"
    case .shardsNeeded(let ranks):
      "\(ranks) ranks train one model: say into how many shards a batch is cut, \(ranks) or more"
    case .tooFewShards(let shards, let ranks): "\(shards) shards are too few for \(ranks) ranks: one each is the least"
    case .differs(let rank, let what): "rank \(rank) has another training than rank 0; what differs: \(what)"
    }
  }
}
