import Foundation
import RecurrentKernels
import TestSupport
import Testing

@Suite struct SoftmaxCrossEntropyTests {
  @Test(arguments: BackendUnderTest.all)
  func agreesWithTheFormulaInDouble(candidate: BackendUnderTest) throws {
    for (rows, classes) in [(1, 1), (3, 2), (5, 15), (4, 16), (4, 17), (2, 65), (150, 33)] {
      for (bound, isWeighted) in [(Float(4), false), (4, true), (3000, false)] {
        var problem = Problem(rows: rows, classes: classes, logitBound: bound)
        if isWeighted { problem.weigh() }
        let (losses, gradient) = try problem.run(on: candidate.backend, threads: 0)
        let expected = problem.expected()
        // A sum of `classes` exponentials, a few ulps each, and a logarithm; losses count by their magnitude.
        let bound = Double(classes + 16) * 0x1p-24
        #expect(mismatch("loss", losses, expected.losses, bound: bound) == nil, "\(rows) x \(classes)")
        #expect(mismatch("gradient", gradient, expected.gradient, bound: bound) == nil, "\(rows) x \(classes)")
      }
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func theThreadCountChangesNoBit(candidate: BackendUnderTest) throws {
    let problem = Problem(rows: 200, classes: 70, logitBound: 4)
    let alone = try problem.run(on: candidate.backend, threads: 1)
    for threads in 2...4 {
      let together = try problem.run(on: candidate.backend, threads: threads)
      #expect(together.losses == alone.losses && together.gradient == alone.gradient)
    }
  }

  @Test(arguments: BackendUnderTest.all)
  func theGradientMayOverwriteTheLogits(candidate: BackendUnderTest) throws {
    let problem = Problem(rows: 6, classes: 21, logitBound: 4)
    let apart = try problem.run(on: candidate.backend, threads: 0)
    let inPlace = try problem.run(on: candidate.backend, threads: 0, inPlace: true)
    #expect(apart.losses == inPlace.losses && apart.gradient == inPlace.gradient)
  }

  @Test(arguments: BackendUnderTest.all)
  func aNaNIsSeenInTheLoss(candidate: BackendUnderTest) throws {
    for place in 0..<37 {
      var problem = Problem(rows: 2, classes: 37, logitBound: 4)
      problem.targets = [0, 1]
      problem.logits[37 + place] = .nan
      let losses = try problem.run(on: candidate.backend, threads: 0).losses
      #expect(!losses[0].isNaN && losses[1].isNaN, "NaN at class \(place)")
    }
  }
}

/// Rows of logits, every fifth of them ignored.
private struct Problem {
  let rows, classes: Int
  var logits: [Float]
  var targets: [Int32]
  var weights: [Float]?
  static let scale: Float = 0.25
  static let ignored: Int32 = -7

  init(rows: Int, classes: Int, logitBound: Float) {
    (self.rows, self.classes) = (rows, classes)
    var random = SeededGenerator(seed: "\(rows) \(classes) \(logitBound)")
    logits = random.floats(rows * classes, bound: logitBound)
    targets = (0..<rows).map { $0 % 5 == 4 ? Self.ignored : Int32.random(in: 0..<Int32(classes), using: &random) }
  }

  mutating func weigh() { weights = (0..<rows).map { 0.5 + Float($0 % 3) } }

  func run(
    on backend: any KernelBackend, threads: Int, inPlace: Bool = false
  ) throws -> (losses: [Float], gradient: [Float]) {
    let (logits, losses) = (GuardedArray(logits), GuardedArray<Float>(repeating: .nan, count: rows))
    let gradient = inPlace ? logits : GuardedArray(repeating: .nan, count: logits.count)
    let rowWeights = weights.map { GuardedArray($0) }
    let targets = GuardedArray(targets)
    var call = KernelCall.SoftmaxCrossEntropy(
      rows: rows, classes: classes, logits: logits.pointer, targets: targets.pointer)
    (call.ignoredTarget, call.scale) = (Self.ignored, Self.scale)
    call.rowWeights = rowWeights.map { UnsafePointer($0.pointer) }
    (call.losses, call.logitsGradient) = (losses.pointer, gradient.pointer)
    try backend.run(.softmaxCrossEntropy(call), threads: threads)
    #expect(losses.isIntact && gradient.isIntact && logits.isIntact)
    return (losses.elements, gradient.elements)
  }

  func expected() -> (losses: [Double], gradient: [Double]) {
    var (losses, gradient): ([Double], [Double]) = ([], [])
    for row in 0..<rows {
      let x = logits[row * classes..<(row + 1) * classes].map(Double.init)
      let largest = x.max()!
      let logSum = largest + log(x.reduce(0) { $0 + exp($1 - largest) })
      let weight = targets[row] == Self.ignored ? 0 : Double(weights?[row] ?? 1)
      losses.append(weight == 0 ? 0 : weight * (logSum - x[Int(targets[row])]))
      gradient += x.enumerated().map { j, value in
        Double(Self.scale) * weight * (exp(value - logSum) - (j == Int(targets[row]) ? 1 : 0))
      }
    }
    return (losses, gradient)
  }
}
