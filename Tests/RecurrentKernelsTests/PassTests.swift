import RecurrentKernels
import TestSupport
import Testing

/// The single passes over arrays: sums, scaled sums, rows of tables.
@Suite struct PassTests {
  /// Every tail of a vector of 16, and enough for several threads.
  static let counts = Array(0...35) + [255, 1000, 70_001]

  /// Few enough for the reference in a debug build.
  private func counts(_ candidate: BackendUnderTest) -> [Int] {
    candidate.description == "reference" ? Array(Self.counts.dropLast()) : Self.counts
  }

  @Test(arguments: BackendUnderTest.all)
  func scaleAddScalesAndAdds(candidate: BackendUnderTest) throws {
    for count in counts(candidate) {
      for beta: Float in [0, 1, -0.75] {
        var random = SeededGenerator(seed: count)
        let x = GuardedArray(random.floats(count))
        // Without beta, what y holds must not matter.
        let before = beta == 0 ? Array(repeating: .nan, count: count) : random.floats(count)
        let y = GuardedArray(before)
        try candidate.backend.run(
          .scaleAdd(.init(count: count, alpha: 0.3, x: x.pointer, beta: beta, y: y.pointer)), threads: 0)
        let expected = zip(x.elements, before).map {
          Double(Float(0.3)) * Double($0) + (beta == 0 ? 0 : Double(beta) * Double($1))
        }
        // Two products below 1 and their sum: a rounding each.
        #expect(mismatch("y", y.elements, expected, bound: 3 * 0x1p-24) == nil, "count \(count) beta \(beta)")
        #expect(y.isIntact)
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func multiplyAddMultipliesAndAdds(candidate: BackendUnderTest) throws {
    for count in counts(candidate) {
      for beta: Float in [0, 1, -0.75] {
        var random = SeededGenerator(seed: count)
        let (x, y) = (GuardedArray(random.floats(count)), GuardedArray(random.floats(count)))
        let before = beta == 0 ? Array(repeating: .nan, count: count) : random.floats(count)
        let z = GuardedArray(before)
        try candidate.backend.run(
          .multiplyAdd(.init(count: count, x: x.pointer, y: y.pointer, beta: beta, z: z.pointer)), threads: 0)
        let expected = zip(zip(x.elements, y.elements), before).map {
          Double($0.0) * Double($0.1) + (beta == 0 ? 0 : Double(beta) * Double($1))
        }
        #expect(mismatch("z", z.elements, expected, bound: 3 * 0x1p-24) == nil, "count \(count) beta \(beta)")
        #expect(z.isIntact)
        // x may be z.
        let inPlace = GuardedArray(x.elements)
        try candidate.backend.run(
          .multiplyAdd(.init(count: count, x: inPlace.pointer, y: y.pointer, z: inPlace.pointer)), threads: 0)
        #expect(inPlace.elements == zip(x.elements, y.elements).map { $0 * $1 })
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func rowsAreGatheredAndScattered(candidate: BackendUnderTest) throws {
    for (tableRows, width, count) in [(1, 1, 1), (5, 3, 0), (5, 16, 9), (7, 33, 20), (40, 130, 300)] {
      var random = SeededGenerator(seed: width)
      let table = random.floats(tableRows * width)
      let indices = (0..<count).map { _ in Int32.random(in: 0..<Int32(tableRows), using: &random) }
      let (source, places) = (GuardedArray(table), GuardedArray(indices))
      let gathered = GuardedArray<Float>(repeating: .nan, count: count * width)
      try candidate.backend.run(
        .gatherRows(
          .init(
            table: source.pointer, tableRows: tableRows, width: width, indices: places.pointer, count: count,
            output: gathered.pointer)), threads: 0)
      let expected = indices.flatMap { table[Int($0) * width..<(Int($0) + 1) * width] }
      #expect(gathered.elements == expected && gathered.isIntact)

      // In the order of the indices, so that even the rounding is settled.
      let rows = GuardedArray(random.floats(count * width))
      var sums = table
      for (i, index) in indices.enumerated() {
        for j in 0..<width { sums[Int(index) * width + j] += rows.pointer[i * width + j] }
      }
      for threads in 1...4 {
        let target = GuardedArray(table)
        try candidate.backend.run(
          .scatterAddRows(
            .init(
              table: target.pointer, tableRows: tableRows, width: width, indices: places.pointer, count: count,
              rows: rows.pointer)), threads: threads)
        #expect(target.elements == sums && target.isIntact)
      }
    }
  }
}
