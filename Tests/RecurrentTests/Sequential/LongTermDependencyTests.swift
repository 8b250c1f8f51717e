import Foundation
import Recurrent
import Testing

/// The tutorial's problem of two columns (a product in place of the sum of Hochreiter and Schmidhuber 1997, experiment
/// 5): the first column holds numbers from 0 to 1, the second marks two of them, and the answer is their product. What
/// was marked at the start must be known at the end.
@Suite(.serialized) struct LongTermDependencyTests {
  /// `[count, steps, 2]` and `[count]`.
  private func makeProblem(count: Int, steps: Int, seed: UInt64) -> (x: Tensor, y: Tensor) {
    var generator = RandomGenerator(seed: seed)
    var x = Tensor.zeros([count, steps, 2])
    var y = Tensor.zeros([count])
    x.withUnsafeMutableScalars { x in
      y.withUnsafeMutableScalars { y in
        for row in 0..<count {
          for step in 0..<steps { x[(row * steps + step) * 2] = generator.nextUniform(in: 0...1) }
          y[row] = 1
          for step in generator.permutation(steps).prefix(2) {
            x[(row * steps + step) * 2 + 1] = 1
            y[row] *= x[(row * steps + step) * 2]
          }
        }
      }
    }
    return (x, y)
  }

  /// How it went: the validation loss of the best epoch, and the share of new examples that its weights tell to within
  /// 0.04.
  private struct Outcome {
    let loss: Double
    let correct: Double
  }

  /// Two layers of 30 units and a dense one, as in the tutorial, trained as there. On one thread: layers so small have
  /// little to share, and the machine may be busy.
  private func train(_ cell: Cell, steps: Int, epochs: Int) throws -> Outcome {
    let layers: [any LayerSpecification] =
      switch cell {
      case .lstm: [.lstm(30, returnSequences: true), .lstm(30), .dense(1)]
      case .rnn: [.simpleRNN(30, returnSequences: true), .simpleRNN(30), .dense(1)]
      default: [.gru(30, returnSequences: true), .gru(30), .dense(1)]
      }
    let problem = makeProblem(count: 2560, steps: steps, seed: 1)
    return try withCompute(Compute(threads: 1)) {
      let model = Sequential(layers, inputShape: [steps, 2])
      model.compile(optimizer: .adam, loss: .meanSquaredError)
      let history = try model.fit(
        problem.x, problem.y, epochs: epochs, validationSplit: 0.2, callbacks: [EarlyStopping(patience: epochs)],
        verbose: false)
      let new = makeProblem(count: 440, steps: steps, seed: 99)
      let right = try zip(model.predict(new.x).scalars, new.y.scalars).count { abs($0 - $1) < 0.04 }
      return Outcome(loss: history["val_loss"].min() ?? .infinity, correct: Double(right) / 440)
    }
  }

  // A model that knows nothing says 1/4, the mean of the product of two even numbers, and errs by their variance: 1/9 -
  // 1/16 = 0.049.

  /// 30 steps are enough to tell the cells apart in seconds.
  @Test(arguments: [Cell.lstm, .gruResetAfter])
  func gatesRememberThirtySteps(_ cell: Cell) throws {
    let outcome = try train(cell, steps: 30, epochs: 25)
    #expect(outcome.loss < 0.006)
    #expect(outcome.correct > 0.4)
  }

  @Test func theVanillaNetworkForgetsThirtySteps() throws {
    let outcome = try train(.rnn, steps: 30, epochs: 25)
    #expect(outcome.loss > 0.02)
    #expect(outcome.correct < 0.25)
  }

  /// The tutorial's own size, minutes long: `make test-long`.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["RECURRENT_LONG_TESTS"] != nil, "minutes long: make test-long"),
    arguments: [Cell.lstm, .gruResetAfter, .rnn])
  func aHundredSteps(_ cell: Cell) throws {
    let outcome = try train(cell, steps: 100, epochs: 100)
    print("\(cell) over 100 steps: validation loss \(outcome.loss), \(outcome.correct * 100)% right")
    if cell == .rnn {
      #expect(outcome.loss > 0.04 && outcome.correct < 0.2)
    } else {
      #expect(outcome.loss < 0.002 && outcome.correct > 0.75)
    }
  }
}
