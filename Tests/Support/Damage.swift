/// Random harm to bytes, the same for the same seed: what disks, networks and attackers do to files.
public struct Damage {
  private var state: UInt64
  /// Bytes that mean something to a JSON parser, so that damage reaches deeper than the first character.
  private static let telling = Array("{}[]\",:\\-+.eE0123456789tfnu \u{0}\u{7F}".utf8) + [0x80, 0xC3, 0xFF]

  public init(seed: UInt64) {
    state = seed
  }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  private mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  /// The bytes with one to four harms.
  public mutating func applied(to original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...next(below: 4) where !bytes.isEmpty {
      let place = next(below: bytes.count)
      switch next(below: 6) {
      case 0: bytes[place] ^= 1 << next(below: 8)
      case 1: bytes[place] = Self.telling[next(below: Self.telling.count)]
      case 2: bytes.insert(Self.telling[next(below: Self.telling.count)], at: place)
      case 3: bytes.remove(at: place)
      case 4: bytes.removeLast(next(below: bytes.count))
      default:
        let length = min(1 + next(below: 40), bytes.count - place)
        bytes.insert(contentsOf: bytes[place..<place + length], at: next(below: bytes.count))
      }
    }
    return bytes
  }
}
