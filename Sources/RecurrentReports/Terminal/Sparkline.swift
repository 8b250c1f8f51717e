/// A curve of one line's height, in characters: `▇▅▃▂▂▁`.
package struct Sparkline: Sendable {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  package let text: String

  /// - Parameters:
  ///   - values: of neighbouring stretches of the same length; what is not finite leaves a gap.
  ///   - width: at most so many characters, each the mean of its values.
  package init(_ values: [Double], width: Int) {
    let count = min(width, values.count)
    let means = (0..<max(0, count)).map { place -> Double in
      let part = values[(place * values.count / count)..<((place + 1) * values.count / count)].filter(\.isFinite)
      return part.isEmpty ? .nan : part.reduce(0, +) / Double(part.count)
    }
    let finite = means.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    text = String(
      means.map { mean in
        guard mean.isFinite else { return " " }
        let share = high > low ? (mean - low) / (high - low) : 0
        return Self.blocks[Int((share * 7).rounded())]
      })
  }
}
