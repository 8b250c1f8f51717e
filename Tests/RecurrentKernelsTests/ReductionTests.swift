import Foundation
import RecurrentKernels
import TestSupport
import Testing

/// Reductions along an axis, by every backend, against Float64.
@Suite struct ReductionTests {
  /// Outer, count and inner: every tail of a vector of 16, columns of eight rows and more, and enough for several
  /// threads.
  private static let shapes: [(outer: Int, count: Int, inner: Int)] =
    (0...35).map { (1, $0, 1) } + (1...35).map { (2, 9, $0) } + [
      (3, 1, 5), (0, 4, 4), (4, 0, 3), (4, 4, 0), (7, 33, 1), (2, 8, 16), (1, 50, 3), (5, 17, 40), (1, 5000, 1),
      (3, 5000, 1), (1, 201, 600),
    ]

  private static let large: [(outer: Int, count: Int, inner: Int)] = [(1, 3_000_001, 1), (600, 100, 3), (300, 5000, 1)]

  @Test(arguments: BackendUnderTest.all)
  func reductionsAgreeWithDouble(candidate: BackendUnderTest) throws {
    let shapes = Self.shapes + (candidate.description == "reference" ? [] : Self.large)
    for (outer, count, inner) in shapes {
      for reduction in KernelCall.Reduce.Operation.allCases
      where count > 0 || ![.maximum, .minimum].contains(reduction) {
        var random = SeededGenerator(seed: "\(outer) \(count) \(inner)")
        // Products of some thousand numbers are of numbers near 1; of extremes several are equal.
        let x = random.floats(outer * count * inner).map { number in
          reduction == .product ? 1 + number / 1000 : (number * 4096).rounded() / 4096
        }
        let before = random.floats(outer * inner)
        var results: [[Float]] = []
        for threads in [1, 2, 3, 4] {
          let (input, y) = (GuardedArray(x), GuardedArray(before))
          try candidate.backend.run(
            .reduce(
              .init(reduction, outer: outer, count: count, inner: inner, x: input.pointer, beta: 0.5, y: y.pointer)),
            threads: threads)
          #expect(y.isIntact && input.isIntact)
          results.append(y.elements)
        }
        for index in 0..<outer * inner {
          let column = (0..<count).map { Double(x[(index / inner * count + $0) * inner + index % inner]) }
          let (value, magnitude) = expected(reduction, column)
          let (result, kept) = (Double(results[0][index]), 0.5 * Double(before[index]))
          // What the interface promises, and the rounding of the whole.
          let bound = 0x1p-24 * (4 * magnitude + abs(value + kept)) + 1e-12 * abs(value)
          let isRight = value.isNaN ? result.isNaN : abs(result - value - kept) <= bound
          #expect(isRight, "\(reduction) \(outer) \(count) \(inner), \(index): \(result), expected \(value + kept)")
        }
        let areEqual = results.allSatisfy { $0.map(\.bitPattern) == results[0].map(\.bitPattern) }
        #expect(areEqual, "threads, \(reduction) \(outer) \(count) \(inner)")
      }
    }
  }

  /// The reduction, and the sum of its terms' magnitudes.
  private func expected(_ reduction: KernelCall.Reduce.Operation, _ x: [Double]) -> (value: Double, magnitude: Double) {
    let (sum, squares) = (x.reduce(0, +), x.reduce(0) { $0 + $1 * $1 })
    let magnitude = x.reduce(0) { $0 + abs($1) }
    return switch reduction {
    case .sum: (sum, magnitude)
    case .mean: (sum / Double(x.count), magnitude / Double(max(1, x.count)))
    case .sumOfSquares: (squares, squares)
    case .product: (x.reduce(1, *), 0)
    case .maximum: (x.max()!, 0)
    case .minimum: (x.min()!, 0)
    }
  }

  /// Long sums lose nothing: a million tenths, and the other axis of them.
  @Test(arguments: BackendUnderTest.all)
  func longSumsLoseNoDigits(candidate: BackendUnderTest) throws {
    let count = candidate.description == "reference" ? 30_000 : 1_000_000
    let x = GuardedArray<Float>(repeating: 0.1, count: count)
    let y = GuardedArray<Float>(repeating: .nan, count: 10)
    for (rows, inner) in [(count, 1), (count / 10, 10)] {
      try candidate.backend.run(.reduce(.init(.sum, count: rows, inner: inner, x: x.pointer, y: y.pointer)), threads: 0)
      let sum = Double(Float(0.1)) * Double(rows)
      for column in 0..<inner { #expect(abs(Double(y.pointer[column]) - sum) <= 4 * 0x1p-24 * sum) }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func extremesHaveTheirFirstPlace(candidate: BackendUnderTest) throws {
    for (count, inner) in [(1, 1), (37, 1), (37, 5), (70, 33), (9000, 1)] {
      for (first, isNaN) in [(0, false), (count / 2, false), (count / 2, true), (count - 1, true)] {
        for reduction in [KernelCall.Reduce.Operation.maximum, .minimum] {
          // The extreme, or a NaN, at `first` and everywhere after it at every third place.
          let extreme: Float = isNaN ? .nan : reduction == .maximum ? 5 : -5
          let column = (0..<count).map { $0 >= first && ($0 - first) % 3 == 0 ? extreme : Float($0 % 7) / 2 - 1 }
          let x = GuardedArray(column.flatMap { Array(repeating: $0, count: inner) })
          let y = GuardedArray<Float>(repeating: 0, count: inner)
          let places = GuardedArray<Int32>(repeating: -1, count: inner)
          for threads in [1, 4] {
            try candidate.backend.run(
              .reduce(
                .init(reduction, count: count, inner: inner, x: x.pointer, y: y.pointer, places: places.pointer)),
              threads: threads)
            #expect(places.elements == Array(repeating: Int32(first), count: inner), "\(reduction) \(count) \(inner)")
            #expect(y.elements.allSatisfy { isNaN ? $0.isNaN : $0 == extreme })
            #expect(places.isIntact && y.isIntact)
          }
        }
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func aNaNIsSeen(candidate: BackendUnderTest) throws {
    for reduction in KernelCall.Reduce.Operation.allCases {
      for (count, inner) in [(37, 1), (20, 5)] {
        for place in 0..<count {
          let x = GuardedArray<Float>(repeating: 0.5, count: count * inner)
          x.pointer[place * inner + inner / 2] = .nan
          let y = GuardedArray<Float>(repeating: 0, count: inner)
          try candidate.backend.run(
            .reduce(.init(reduction, count: count, inner: inner, x: x.pointer, y: y.pointer)), threads: 1)
          #expect((0..<inner).allSatisfy { y.pointer[$0].isNaN == ($0 == inner / 2) }, "\(reduction) at \(place)")
        }
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func whatCannotBeIsRefused(candidate: BackendUnderTest) throws {
    let (x, y) = (GuardedArray<Float>(repeating: 1, count: 4), GuardedArray<Float>(repeating: 7, count: 4))
    let places = GuardedArray<Int32>(repeating: 7, count: 4)
    let good = KernelCall.Reduce(.maximum, count: 4, x: x.pointer, y: y.pointer, places: places.pointer)
    func expectRefusal(threads: Int = 1, _ change: (inout KernelCall.Reduce) -> Void) {
      var call = good
      change(&call)
      #expect(throws: KernelError.self) { try candidate.backend.run(.reduce(call), threads: threads) }
    }
    expectRefusal { $0.outer = -1 }
    expectRefusal { $0.count = -1 }
    expectRefusal { $0.inner = -1 }
    expectRefusal { $0.count = 0 }
    expectRefusal { $0.operation = .sum }
    expectRefusal { ($0.y, $0.places) = (nil, nil) }
    expectRefusal(threads: -1) { _ in }
    #expect(y.elements == [7, 7, 7, 7] && places.elements == [7, 7, 7, 7])
    try candidate.backend.run(.reduce(good), threads: 1)
    #expect(y.elements[0] == 1 && places.elements[0] == 0)
  }
}
