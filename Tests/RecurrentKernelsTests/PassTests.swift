import RecurrentKernels
import TestSupport
import Testing

/// The single passes over arrays: one operation, rows of tables.
@Suite struct PassTests {
  /// Every tail of a vector of 16, and enough for several threads.
  static let counts = Array(0...35) + [255, 1000, 70_001]

  /// Few enough for the reference in a debug build.
  private func counts(_ candidate: BackendUnderTest) -> [Int] {
    candidate.description == "reference" ? Array(Self.counts.dropLast()) : Self.counts
  }

  /// One operation on arrays and numbers, each at any place, in place too.
  @Test(arguments: BackendUnderTest.all)
  func operationsTakeArraysAndNumbers(candidate: BackendUnderTest) throws {
    for count in counts(candidate) {
      var random = SeededGenerator(seed: count)
      let (x, y, z) = (random.floats(count), random.floats(count), random.floats(count))
      for form in 0..<8 {
        let (a, b, c) = (GuardedArray(x), GuardedArray(y), GuardedArray(z))
        let numbers: [Float] = [0.75, -1.5, 0.25]
        func operand(_ place: Int, _ array: GuardedArray<Float>) -> KernelCall.Operate.Operand {
          form >> place & 1 == 1 ? .number(numbers[place]) : .array(UnsafePointer(array.pointer))
        }
        func value(_ place: Int, _ array: [Float], _ i: Int) -> Double {
          Double(form >> place & 1 == 1 ? numbers[place] : array[i])
        }
        let result = form % 3 == 0 ? a : GuardedArray<Float>(repeating: .nan, count: count)
        try candidate.backend.run(
          .operate(
            .init(.multiplyAdd, count: count, operand(0, a), operand(1, b), operand(2, c), y: result.pointer)),
          threads: 0)
        let expected = (0..<count).map { value(0, x, $0) * value(1, y, $0) + value(2, z, $0) }
        // A product and a sum below 3: two roundings.
        #expect(mismatch("y", result.elements, expected, bound: 3 * 0x1p-24) == nil, "count \(count) form \(form)")
        #expect(result.isIntact)
      }
      let (a, b) = (GuardedArray(x), GuardedArray(y))
      try candidate.backend.run(
        .operate(.init(.subtract, count: count, .number(2), .array(a.pointer), y: b.pointer)), threads: 0)
      #expect(b.elements == x.map { 2 - $0 })
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
