extension String {
  /// `SpatialDropout1D` as `spatial_dropout1d`, `GRUCell` as `gru_cell`: the rule of Keras's layer names
  /// (keras/src/utils/naming.py, `to_snake_case`).
  package var snakeCased: String {
    let letters = Array(filter { $0.isLetter || $0.isNumber || $0 == "_" })
    var result = ""
    for (index, letter) in letters.enumerated() {
      let startsWord =
        index > 0 && letter.isUppercase
        && (letters[index - 1].isLowercase || index + 1 < letters.count && letters[index + 1].isLowercase)
      result += (startsWord ? "_" : "") + letter.lowercased()
    }
    return result
  }
}
