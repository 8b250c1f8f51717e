/// How Keras names layers after their classes.
enum KerasNames {
  /// `GRUCell` as `gru_cell`, `Conv1D` as `conv1d`: keras/src/utils/naming.py, `to_snake_case`.
  static func snakeCased(_ name: String) -> String {
    let letters = Array(name.filter { $0.isLetter || $0.isNumber || $0 == "_" })
    var result = ""
    for (index, letter) in letters.enumerated() {
      let startsWord =
        index > 0 && letter.isUppercase
        && (letters[index - 1].isLowercase || index + 1 < letters.count && letters[index + 1].isLowercase)
      result += (startsWord ? "_" : "") + letter.lowercased()
    }
    return result
  }

  /// A name with the number of those before it, which the first has not.
  static func numbered(_ name: String, _ counts: inout [String: Int]) -> String {
    let number = counts[name, default: 0]
    counts[name] = number + 1
    return number == 0 ? name : "\(name)_\(number)"
  }
}
