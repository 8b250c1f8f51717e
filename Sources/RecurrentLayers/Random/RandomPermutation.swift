/// The numbers 0 ..< `count` in a random order that is worked out, not kept: whatever the count, it takes no memory, and
/// any place is found in constant time.
///
/// The numbers are the cells of a square grid. A round moves each row by an amount drawn for that row, or each column by
/// one drawn for that column; this can be undone, so that no two numbers meet: a Feistel network (Black and Rogaway 2002,
/// "Ciphers with Arbitrary Finite Domains"). The grid has somewhat more cells than numbers: one that is moved to a cell
/// beyond them is moved again, until it is back among them ("cycle walking", in the same paper).
///
/// Of up to 2^64 orders one is drawn; those of a few numbers come up equally often. The sides are even, since moving odd
/// rows of odd length makes even permutations alone; and at least 8, below which six rounds mix less than evenly.
public struct RandomPermutation: RandomAccessCollection, Sendable {
  public let count: Int
  private let key: UInt64
  private let side: UInt64
  private let rounds: UInt64 = 6

  /// Draws an order of `count`.
  public init(_ count: Int, using generator: inout RandomGenerator) {
    precondition(count >= 0, "RandomPermutation: expected a count of at least 0, got \(count)")
    self.count = count
    key = generator.next()
    var side = UInt64(Double(count).squareRoot())
    while side * side < UInt64(count) { side += 1 }
    self.side = Swift.max(8, side + side % 2)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(place: Int) -> Int {
    precondition(indices.contains(place), "RandomPermutation: place: expected \(indices), got \(place)")
    var cell = UInt64(place)
    repeat { cell = moved(cell) } while cell >= UInt64(count)
    return Int(cell)
  }

  private func moved(_ cell: UInt64) -> UInt64 {
    var (row, column) = cell.quotientAndRemainder(dividingBy: side)
    for round in stride(from: 0, to: rounds, by: 2) {
      column += amount(of: row, in: round)
      if column >= side { column -= side }
      row += amount(of: column, in: round + 1)
      if row >= side { row -= side }
    }
    return row * side + column
  }

  /// Drawn from 0 ..< side. For any side that fits, less than 2^-32 from evenly.
  private func amount(of line: UInt64, in round: UInt64) -> UInt64 {
    SplitMix64.value(line * rounds + round, seed: key).multipliedFullWidth(by: side).high
  }
}
