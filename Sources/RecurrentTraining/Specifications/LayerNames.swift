/// The names of layers that stand side by side: what they are, and a number from the second of a kind on.
struct LayerNames {
  private var counts: [String: Int] = [:]

  mutating func next(_ kind: String) -> String {
    let name = kind.snakeCased
    let number = counts[name, default: 0]
    counts[name] = number + 1
    return number == 0 ? name : "\(name)_\(number)"
  }
}
