/// A line in parts, of which some are left out where there is too little room.
package struct TerminalLine: Sendable, Equatable {
  /// The higher its rank, the earlier a part goes; the one of rank 0 is cut, and never goes.
  private var parts: [(text: String, rank: Int)] = []

  package init() {}

  package mutating func add(_ text: String, rank: Int) {
    if !text.isEmpty { parts.append((text, rank)) }
  }

  /// The parts that have room in so many columns, two spaces between them.
  package func text(columns: Int) -> String {
    var parts = parts
    while joined(parts).columns > columns, let highest = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }),
      parts[highest].rank > 0
    {
      parts.remove(at: highest)
    }
    return String(joined(parts).prefix(columns: columns))
  }

  private func joined(_ parts: [(text: String, rank: Int)]) -> String { parts.map(\.text).joined(separator: "  ") }

  package static func == (one: TerminalLine, other: TerminalLine) -> Bool {
    one.parts.elementsEqual(other.parts) { $0 == $1 }
  }
}
