/// Takes characters apart and puts their marks in order (The Unicode Standard 15, 3.11).
enum Decomposition {
  typealias Table = [Unicode.Scalar: [Unicode.Scalar]]

  static let canonical = table(Decompositions.canonical)
  private static let compatible = table(Decompositions.compatible)

  private static func table(_ text: StaticString) -> Table {
    var (table, last) = (Table(), UInt32(0))
    let text = String(
      decoding: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), as: UTF8.self)
    for entry in text.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
      let sides = entry.split(separator: ":")
      last += UInt32(sides[0], radix: 16)!
      table[Unicode.Scalar(last)!] = sides[1].split(separator: " ").map { Unicode.Scalar(UInt32($0, radix: 16)!)! }
    }
    return table
  }

  static func append(_ scalar: Unicode.Scalar, _ form: NormalizationForm, to scalars: inout [Unicode.Scalar]) {
    if form == .nfkc, let parts = compatible[scalar] ?? canonical[scalar] {
      scalars += parts
    } else if let parts = canonical[scalar] {
      scalars += parts
    } else if let syllable = HangulSyllable(scalar) {
      scalars += syllable.letters
    } else {
      scalars.append(scalar)
    }
  }

  /// Sorts each run of marks by their classes, those of one class staying as they stand.
  static func order(_ scalars: inout [Unicode.Scalar]) {
    var start = 0
    while start < scalars.count {
      guard scalars[start].combiningClass != 0 else {
        start += 1
        continue
      }
      let end = scalars[start...].firstIndex { $0.combiningClass == 0 } ?? scalars.count
      let sorted = scalars[start..<end].enumerated().sorted {
        ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
      }
      scalars.replaceSubrange(start..<end, with: sorted.map(\.element))
      start = end
    }
  }
}

extension Unicode.Scalar {
  /// 0: it begins a character.
  var combiningClass: UInt8 { properties.canonicalCombiningClass.rawValue }
}
