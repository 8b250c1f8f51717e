import RecurrentKernels
import TestSupport
import Testing

@Suite struct DropoutTests {
  /// The rule of `recurrent_kernels.h`, from an independent implementation in Python: which of the elements 0 ..< 24 are
  /// kept. Training runs are reproducible by it: it may never change.
  @Test(arguments: BackendUnderTest.all)
  func theRuleIsFixed(candidate: BackendUnderTest) throws {
    let golden: [(probability: Float, seed: UInt64, kept: String)] = [
      (0.5, 0x1, "....#.#.###..#.#####.#.#"),
      (0.25, 0x123_4567_89AB_CDEF, "#####.#.##.##.###.#.####"),
      (0.75, 0xFFFF_FFFF_FFFF_FFFF, ".#......#...........#..."),
    ]
    for (probability, seed, kept) in golden {
      let y = GuardedArray<Float>(repeating: .nan, count: 24)
      try candidate.backend.run(
        .dropout(.init(count: 24, probability: probability, seed: seed, x: nil, y: y.pointer)), threads: 0)
      #expect(y.elements.map { $0 == 0 ? "." : "#" }.joined() == kept)
      #expect(y.elements.allSatisfy { $0 == 0 || $0 == 1 / (1 - probability) } && y.isIntact)
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func elementsAreKeptOrDropped(candidate: BackendUnderTest) throws {
    for count in Array(0...35) + [255, 20_001] + (candidate.description == "reference" ? [] : [70_001]) {
      var random = SeededGenerator(seed: count)
      let x = GuardedArray(random.floats(count))
      let mask = GuardedArray<Float>(repeating: .nan, count: count)
      try candidate.backend.run(
        .dropout(.init(count: count, probability: 0.3, seed: 5, x: nil, y: mask.pointer)), threads: 1)
      let expected = zip(x.elements, mask.elements).map { $0 * $1 }
      for threads in 1...4 {
        let y = GuardedArray<Float>(repeating: .nan, count: count)
        try candidate.backend.run(
          .dropout(.init(count: count, probability: 0.3, seed: 5, x: x.pointer, y: y.pointer)), threads: threads)
        #expect(y.elements == expected && y.isIntact, "count \(count) threads \(threads)")
      }
      try candidate.backend.run(
        .dropout(.init(count: count, probability: 0.3, seed: 5, x: x.pointer, y: x.pointer)), threads: 0)
      #expect(x.elements == expected)
    }
  }

  /// Shares, and that neighbours and other seeds are independent: each within four standard deviations.
  @Test func theHashIsEvenAndIndependent() throws {
    let count = 100_000
    func kept(_ seed: UInt64) throws -> [Bool] {
      let y = GuardedArray<Float>(repeating: .nan, count: count)
      try Kernels.default.run(
        .dropout(.init(count: count, probability: 0.5, seed: seed, x: nil, y: y.pointer)), threads: 0)
      return y.elements.map { $0 != 0 }
    }
    let tolerance = 4 * (Double(count) / 4).squareRoot()
    /// How far the share is from a half, in elements.
    func excess(_ flags: some Sequence<Bool>) -> Double {
      abs(Double(flags.reduce(0) { $0 + ($1 ? 1 : 0) }) - Double(count) / 2)
    }
    let first = try kept(1)
    #expect(excess(first) < tolerance)
    for distance in [1, 2, 16, 128, 1000] {
      let agreement = excess(first.indices.map { first[$0] == first[($0 + distance) % count] })
      #expect(agreement < tolerance, "distance \(distance)")
    }
    for seed: UInt64 in [0, 2, 3, 1 << 32, (1 << 32) + 1, .max] {
      let other = try kept(seed)
      for shift in [0, 1, 2] {
        let agreement = excess(zip(first.dropFirst(shift), other).map { $0 == $1 })
        #expect(agreement < tolerance, "seed \(seed) shifted by \(shift)")
      }
    }
  }
}
