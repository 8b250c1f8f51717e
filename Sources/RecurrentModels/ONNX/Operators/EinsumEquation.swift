/// The names of axes in an equation: `bij,bjk->bik`.
struct EinsumEquation {
  let text: String
  /// Of each operand.
  let terms: [[Character]]
  let result: [Character]

  /// - Parameter ranks: of the operands.
  init(_ equation: String, ranks: [Int]) throws {
    text = equation.filter { $0 != " " }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    guard (1...2).contains(sides.count) else { throw NodeError("the equation \"\(equation)\" has several arrows") }
    let given = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard given.count == ranks.count else {
      throw NodeError("the equation \"\(equation)\" has \(given.count) operands, and \(ranks.count) are there")
    }
    let rest = zip(given, ranks).map { $1 - $0.filter(\.isLetter).count }.max() ?? 0
    let terms = try zip(given, ranks).map { term, rank in
      let names = try Self.names(term, rest: rank - term.filter(\.isLetter).count)
      guard names.count == rank else { throw NodeError("\"\(term)\" names \(names.count) axes of \(rank)") }
      return names
    }
    self.terms = terms
    if sides.count == 2 {
      result = try Self.names(sides[1], rest: max(0, rest))
    } else {
      // What is not written is summed over where it is named twice, and else comes in the order of the alphabet.
      let all = terms.joined().filter(\.isLetter)
      let once = Set(all).filter { name in all.count { $0 == name } == 1 }
      result = try Self.names("...", rest: max(0, rest)).filter { terms.joined().contains($0) } + once.sorted()
    }
    guard Set(result).count == result.count else { throw NodeError("the result \"\(equation)\" names an axis twice") }
  }

  /// `...` stands for the axes that are left, counted from the last: they have names that no equation has.
  private static func names(_ term: Substring, rest: Int) throws -> [Character] {
    let parts = term.split(separator: "...", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy(\.isLetter) }) else {
      throw NodeError("\"\(term)\" is no list of axes")
    }
    guard parts.count == 2 else { return Array(term) }
    let others = (0..<max(0, rest)).reversed().map { Character(Unicode.Scalar(UInt32(0xE000 + $0 % 0x1000))!) }
    return parts[0] + others + parts[1]
  }
}
