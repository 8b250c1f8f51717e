import Foundation
import RecurrentKernels
import TestSupport
import Testing

/// Softmax, its logarithm and their gradients, by every backend, against Float64.
@Suite struct SoftmaxTests {
  /// An exponential of a few ulps over a sum of such.
  private static let bound = 32 * 0x1p-24

  @Test(arguments: BackendUnderTest.all)
  func agreeWithDouble(candidate: BackendUnderTest) throws {
    for (rows, width) in [(1, 1), (6, 2), (6, 15), (6, 16), (6, 17), (3, 65), (300, 33)] {
      for (isLogarithm, hasLengths) in [(false, false), (true, false), (false, true), (true, true)] {
        let problem = Problem(
          rows: rows, width: width, isLogarithm: isLogarithm, hasLengths: hasLengths && rows % 3 == 0)
        let alone = try problem.run(on: candidate.backend, threads: 1)
        let expected = problem.expected()
        let name = "\(rows) x \(width) logarithm \(isLogarithm) lengths \(hasLengths)"
        for (actual, value) in zip(alone.y + alone.logSums, expected.y + expected.logSums) {
          let isRight =
            value.isInfinite ? Double(actual) == value : abs(Double(actual) - value) <= Self.bound * (1 + abs(value))
          #expect(isRight, "\(name): \(actual), expected \(value)")
        }
        #expect(mismatch("dx", alone.dx, expected.dx, bound: Self.bound * Double(width)) == nil, "\(name)")
        for threads in 2...4 {
          let together = try problem.run(on: candidate.backend, threads: threads, inPlace: threads == 2)
          #expect(together == alone, "\(name), \(threads) threads")
        }
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func aNaNSpoilsItsRowAlone(candidate: BackendUnderTest) throws {
    for place in 0..<37 {
      let x = GuardedArray<Float>(repeating: 0, count: 74)
      x.pointer[37 + place] = .nan
      let y = GuardedArray<Float>(repeating: 0, count: 74)
      try candidate.backend.run(.softmax(.init(rows: 2, width: 37, x: x.pointer, y: y.pointer)), threads: 1)
      #expect(
        y.elements[..<37].allSatisfy { $0 == y.elements[0] && !$0.isNaN } && y.elements[37...].allSatisfy(\.isNaN))
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func whatCannotBeIsRefused(candidate: BackendUnderTest) throws {
    let (x, y) = (GuardedArray<Float>(repeating: 1, count: 4), GuardedArray<Float>(repeating: 7, count: 4))
    for (lengths, rowsPerLength) in [([3, 0], 1), ([-1, 0], 1), ([1, 1], 0), ([1, 1], 3)] as [([Int32], Int)] {
      let lengths = GuardedArray(lengths)
      var call = KernelCall.Softmax(rows: 2, width: 2, x: x.pointer, y: y.pointer)
      (call.lengths, call.rowsPerLength) = (UnsafePointer(lengths.pointer), rowsPerLength)
      #expect(throws: KernelError.self) { try candidate.backend.run(.softmax(call), threads: 1) }
    }
    for (rows, width) in [(-1, 1), (1, -1)] {
      let call = KernelCall.Softmax(rows: rows, width: width, x: x.pointer, y: y.pointer)
      #expect(throws: KernelError.self) { try candidate.backend.run(.softmax(call), threads: 1) }
    }
    #expect(y.elements == [7, 7, 7, 7])
  }
}

private struct Problem {
  let rows, width: Int
  let isLogarithm: Bool
  let lengths: [Int32]?
  let x, dy: [Float]

  struct Outcome: Equatable {
    let y, logSums, dx: [Float]
  }

  /// What is past a row's length is not a number.
  init(rows: Int, width: Int, isLogarithm: Bool, hasLengths: Bool) {
    (self.rows, self.width, self.isLogarithm) = (rows, width, isLogarithm)
    var random = SeededGenerator(seed: "\(rows) \(width)")
    lengths = hasLengths ? (0..<rows / 3).map { $0 == 0 ? 0 : Int32.random(in: 0...Int32(width), using: &random) } : nil
    let lengths = lengths
    func spoiled(_ numbers: [Float]) -> [Float] {
      numbers.enumerated().map { index, number in
        index % width < (lengths.map { Int($0[index / width / 3]) } ?? width) ? number : .nan
      }
    }
    x = spoiled(random.floats(rows * width, bound: 5))
    dy = spoiled(random.floats(rows * width))
  }

  func run(on backend: any KernelBackend, threads: Int, inPlace: Bool = false) throws -> Outcome {
    let (x, dy) = (GuardedArray(x), GuardedArray(dy))
    let y = inPlace ? x : GuardedArray(repeating: .nan, count: x.count)
    let dx = inPlace ? dy : GuardedArray(repeating: .nan, count: x.count)
    let logSums = GuardedArray<Float>(repeating: .nan, count: rows)
    let lengths = lengths.map { GuardedArray($0) }
    var forward = KernelCall.Softmax(rows: rows, width: width, x: x.pointer, y: y.pointer)
    (forward.isLogarithm, forward.logSums, forward.rowsPerLength) = (isLogarithm, logSums.pointer, 3)
    forward.lengths = lengths.map { UnsafePointer($0.pointer) }
    var backward = KernelCall.SoftmaxGradient(
      rows: rows, width: width, y: y.pointer, dy: dy.pointer, dx: dx.pointer)
    (backward.isLogarithm, backward.lengths, backward.rowsPerLength) = (isLogarithm, forward.lengths, 3)
    try withExtendedLifetime(lengths) {
      try backend.run(.softmax(forward), threads: threads)
      try backend.run(.softmaxGradient(backward), threads: threads)
    }
    #expect(y.isIntact && dx.isIntact && logSums.isIntact)
    return Outcome(y: y.elements, logSums: logSums.elements, dx: dx.elements)
  }

  func expected() -> (y: [Double], logSums: [Double], dx: [Double]) {
    var (y, logSums, dx): ([Double], [Double], [Double]) = ([], [], [])
    for row in 0..<rows {
      let length = lengths.map { Int($0[row / 3]) } ?? width
      let x = self.x[row * width..<row * width + length].map(Double.init)
      let dy = self.dy[row * width..<row * width + length].map(Double.init)
      let largest = x.max() ?? 0
      let logSum = largest + log(x.reduce(0) { $0 + exp($1 - largest) })
      let p = x.map { exp($0 - logSum) }
      let sum = isLogarithm ? dy.reduce(0, +) : zip(p, dy).reduce(0) { $0 + $1.0 * $1.1 }
      logSums.append(logSum)
      y +=
        (isLogarithm ? x.map { $0 - logSum } : p)
        + Array(repeating: isLogarithm ? -.infinity : 0, count: width - length)
      dx +=
        zip(p, dy).map { isLogarithm ? $1 - $0 * sum : $0 * ($1 - sum) } + Array(repeating: 0, count: width - length)
    }
    return (y, logSums, dx)
  }
}
