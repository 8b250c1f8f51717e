/// How Keras names layers after their classes.
enum KerasNames {
  /// A name with the number of those before it, which the first has not.
  static func numbered(_ name: String, _ counts: inout [String: Int]) -> String {
    let number = counts[name, default: 0]
    counts[name] = number + 1
    return number == 0 ? name : "\(name)_\(number)"
  }
}
