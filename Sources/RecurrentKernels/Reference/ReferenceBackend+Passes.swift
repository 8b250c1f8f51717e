/// Single passes over whole arrays.
extension ReferenceBackend {
  /// Srivastava et al. 2014. A hash in place of a generator: each element can be asked for by itself, and again.
  func run(_ call: KernelCall.Dropout) throws(InvalidArgument) {
    try require(call.count >= 0 && call.first >= 0 && (0..<1).contains(call.probability))
    let threshold = UInt32(Double(call.probability) * 0x1p32)
    let scale = 1 / (1 - call.probability)
    let (low, high) = (UInt32(truncatingIfNeeded: call.seed), UInt32(truncatingIfNeeded: call.seed >> 32))
    let key = mix(mix(low) &+ high)
    for i in 0..<call.count {
      let place = call.first + i
      let hash = mix(mix(UInt32(truncatingIfNeeded: place) &+ low) ^ (UInt32(truncatingIfNeeded: place >> 32) &+ key))
      call.y[i] = hash < threshold ? 0 : scale * (call.x.map { $0[i] } ?? 1)
    }
  }

  /// The last step of MurmurHash3 (Appleby 2011).
  private func mix(_ h: UInt32) -> UInt32 {
    var h = h
    h = (h ^ (h >> 16)) &* 0x85EB_CA6B
    h = (h ^ (h >> 13)) &* 0xC2B2_AE35
    return h ^ (h >> 16)
  }
}
