import RecurrentKernels

/// Keeps its input, which goes on as it is, until what it is to be added to is there.
final class BranchStage: StreamStage {
  let outputSize: Int
  let kept: AlignedBuffer
  private let count: Int

  init(rows: Int, width: Int) {
    (outputSize, count) = (width, rows * width)
    kept = AlignedBuffer(floatCount: rows * width)
  }

  var state: StateShape? { nil }

  var step: StepFunction {
    StepFunction(context: Unmanaged.passUnretained(self).toOpaque()) { context, input, output, _, _ in
      let stage = Unmanaged<BranchStage>.fromOpaque(context).takeUnretainedValue()
      copy(input, to: stage.kept.floats, count: stage.count)
      copy(input, to: output, count: stage.count)
      return 0
    }
  }

  func followWeights() {}
  func stop(_ status: Int32) -> Never { preconditionFailure("BranchStage: nothing in it fails, got status \(status)") }
}

/// Adds what a branch kept, the first of its numbers where it kept more.
final class JoinStage: StreamStage {
  let outputSize: Int
  private let branch: BranchStage
  private let rows: Int

  init(_ branch: BranchStage, rows: Int, width: Int) {
    (self.branch, self.rows, outputSize) = (branch, rows, width)
    check(
      width <= branch.outputSize, "Residual", "features of what its layers give",
      expected: "at most \(branch.outputSize)", got: width)
  }

  var state: StateShape? { nil }

  var step: StepFunction {
    StepFunction(context: Unmanaged.passUnretained(self).toOpaque()) { context, input, output, _, _ in
      Unmanaged<JoinStage>.fromOpaque(context).takeUnretainedValue().run(input, output)
      return 0
    }
  }

  private func run(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
    for row in 0..<rows {
      let (start, kept) = (row * outputSize, branch.kept.floats + row * branch.outputSize)
      for place in 0..<outputSize { output[start + place] = input[start + place] + kept[place] }
    }
  }

  func followWeights() {}
  func stop(_ status: Int32) -> Never { preconditionFailure("JoinStage: nothing in it fails, got status \(status)") }
}
