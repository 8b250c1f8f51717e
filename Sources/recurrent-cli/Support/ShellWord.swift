extension String {
  /// As one word of a command that is shown to be typed: in quotes for a shell where it has to be.
  var shellWord: String {
    let plain = unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-_./:,+=@%".unicodeScalars.contains(scalar)
    }
    return plain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
