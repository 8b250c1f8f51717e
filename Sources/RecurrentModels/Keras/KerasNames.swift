/// How Keras names layers after their classes.
enum KerasNames {
  /// Where Keras 3 has what belongs to a layer of a class.
  static func location(of className: String, in model: String, _ counts: inout [String: Int]) -> String {
    (model.isEmpty ? "" : model + "/") + "layers/" + numbered(className.snakeCased, &counts)
  }

  /// A name with the number of those before it, which the first has not.
  static func numbered(_ name: String, _ counts: inout [String: Int]) -> String {
    let number = counts[name, default: 0]
    counts[name] = number + 1
    return number == 0 ? name : "\(name)_\(number)"
  }
}
