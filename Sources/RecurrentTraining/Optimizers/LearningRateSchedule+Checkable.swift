import RecurrentLayers

extension LearningRateSchedule: Checkable {
  var name: String { "schedule" }

  func requireUsable() throws(SpecificationError) {
    switch self {
    case .steps(let curve), .epochs(let curve), .run(let curve): try curve.requireUsable()
    }
  }
}

extension LearningRateCurve: Checkable {
  var name: String {
    switch self {
    case .constant: "constant"
    case .staircase: "staircase"
    case .exponential: "exponential"
    case .cosine: "cosine"
    case .linear: "linear"
    case .sequence: "sequence"
    }
  }

  func requireUsable() throws(SpecificationError) {
    func requireCount(_ count: Int, _ option: String, from first: Int) throws(SpecificationError) {
      try require(count >= first, option, expected: "at least \(first)", got: count)
    }
    switch self {
    case .constant: break
    case .staircase(let every, _): try requireCount(every, "every", from: 1)
    case .exponential(_, let after): try requireCount(after, "after", from: 0)
    case .cosine(let over, _): try requireCount(over, "over", from: 1)
    case .linear(_, _, let over): try requireCount(over, "over", from: 0)
    case .sequence(let first, let length, let next):
      try requireCount(length, "for", from: 0)
      try first.requireUsable()
      try next.requireUsable()
    }
  }
}
