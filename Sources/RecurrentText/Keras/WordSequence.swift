/// The words of a text, cut as Keras's `text_to_word_sequence` cuts it.
///
/// - Parameters:
///   - filters: characters that are replaced by `split`.
///   - lower: whether the text is turned to lower case.
///   - split: what stands between words; empty words are left out.
public func textToWordSequence(
  _ text: String, filters: String = Tokenizer.defaultFilters, lower: Bool = true, split: String = " "
) -> [String] {
  precondition(!split.unicodeScalars.isEmpty, "textToWordSequence: split must not be empty")
  let filtered = Set(filters.unicodeScalars)
  let separator = Array(split.unicodeScalars)
  var scalars: [Unicode.Scalar] = []
  for scalar in (lower ? pythonLowercased(text) : text).unicodeScalars {
    if filtered.contains(scalar) { scalars += separator } else { scalars.append(scalar) }
  }
  var words: [String] = []
  var word = String.UnicodeScalarView()
  var index = 0
  while index < scalars.count {
    if scalars[index] == separator[0], scalars[index...].starts(with: separator) {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
      index += separator.count
    } else {
      word.append(scalars[index])
      index += 1
    }
  }
  return word.isEmpty ? words : words + [String(word)]
}

/// Lower case as Python's `str.lower`: like Swift's, but a capital sigma that ends a word becomes the final sigma
/// (Unicode 16, table 3-17, Final_Sigma).
func pythonLowercased(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  let scalars = text.unicodeScalars
  for index in scalars.indices {
    let scalar = scalars[index]
    if scalar.isASCII {
      result.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 0x20) : scalar)
    } else if scalar == "Σ" {
      result.append(isFinal(index, in: scalars) ? "ς" : "σ")
    } else if scalar.properties.changesWhenLowercased {
      result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// Whether a letter comes before and none after, those aside that case passes over.
private func isFinal(_ index: String.Index, in scalars: String.UnicodeScalarView) -> Bool {
  func isCased(_ neighbours: some Sequence<Unicode.Scalar>) -> Bool {
    neighbours.first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
  }
  return isCased(scalars[..<index].reversed()) && !isCased(scalars[scalars.index(after: index)...])
}
