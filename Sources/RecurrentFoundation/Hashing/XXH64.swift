/// The 64-bit hash XXH64 with seed 0, against damage (not against forgery), as defined in Collet's xxHash
/// specification: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
///
/// Chosen since it reads memory at several bytes a cycle without special instructions, and any tool can check it.
package struct XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
  /// Bytes taken in at once: four lanes of eight.
  package static let stripe = 32

  private var lane1 = prime1 &+ prime2
  private var lane2 = prime2
  private var lane3: UInt64 = 0
  private var lane4 = 0 &- prime1
  private var length = 0

  package init() {}

  /// Takes in whole stripes, from the start of the data.
  package mutating func update(stripes bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count % Self.stripe == 0, "XXH64: whole stripes expected, got \(bytes.count) bytes")
    var offset = 0
    while offset < bytes.count {
      lane1 = Self.round(lane1, Self.word(bytes, offset))
      lane2 = Self.round(lane2, Self.word(bytes, offset + 8))
      lane3 = Self.round(lane3, Self.word(bytes, offset + 16))
      lane4 = Self.round(lane4, Self.word(bytes, offset + 24))
      offset += Self.stripe
    }
    length += bytes.count
  }

  /// The hash of all that was taken in followed by `tail`, which may have any length.
  package func finalize(tail: UnsafeRawBufferPointer) -> UInt64 {
    var state = self
    let whole = tail.count / Self.stripe * Self.stripe
    state.update(stripes: UnsafeRawBufferPointer(rebasing: tail[..<whole]))
    let total = state.length + tail.count - whole
    let hash = (state.length > 0 ? state.merged() : Self.prime5) &+ UInt64(total)
    return Self.avalanche(Self.mix(hash, tail: UnsafeRawBufferPointer(rebasing: tail[whole...])))
  }

  /// The hash of these bytes.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 { XXH64().finalize(tail: bytes) }

  private func merged() -> UInt64 {
    var hash = Self.rotate(lane1, 1) &+ Self.rotate(lane2, 7) &+ Self.rotate(lane3, 12) &+ Self.rotate(lane4, 18)
    for lane in [lane1, lane2, lane3, lane4] {
      hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
    }
    return hash
  }

  private static func mix(_ start: UInt64, tail: UnsafeRawBufferPointer) -> UInt64 {
    var hash = start
    var offset = 0
    while offset + 8 <= tail.count {
      hash = rotate(hash ^ round(0, word(tail, offset)), 27) &* prime1 &+ prime4
      offset += 8
    }
    if offset + 4 <= tail.count {
      let half = UInt64(UInt32(littleEndian: tail.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      hash = rotate(hash ^ (half &* prime1), 23) &* prime2 &+ prime3
      offset += 4
    }
    while offset < tail.count {
      hash = rotate(hash ^ (UInt64(tail[offset]) &* prime5), 11) &* prime1
      offset += 1
    }
    return hash
  }

  private static func avalanche(_ start: UInt64) -> UInt64 {
    var hash = start
    hash = (hash ^ (hash >> 33)) &* prime2
    hash = (hash ^ (hash >> 29)) &* prime3
    return hash ^ (hash >> 32)
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    (value &<< count) | (value &>> (64 &- count))
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
