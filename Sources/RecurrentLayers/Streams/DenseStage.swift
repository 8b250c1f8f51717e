import RecurrentFoundation
import RecurrentKernels

/// A dense layer of a stream without its activation: y = x W^T + b.
final class DenseStage: StreamStage {
  private let layer: Dense
  private let rows: Int
  private let compute: Compute
  private var stepper: any KernelStepper
  /// Of the parameters that the stepper has.
  private var versions: [Int]

  init(_ layer: Dense, rows: Int, _ compute: Compute) {
    (self.layer, self.rows, self.compute) = (layer, rows, compute)
    versions = layer.parameters.map(\.version)
    stepper = Self.makeStepper(layer, rows: rows, compute)
  }

  var outputSize: Int { layer.outputSize }
  var state: StateShape? { nil }
  var step: StepFunction { stepper.step }

  func followWeights() {
    let versions = layer.parameters.map(\.version)
    guard self.versions != versions else { return }
    self.versions = versions
    stepper = Self.makeStepper(layer, rows: rows, compute)
  }

  func stop(_ status: Int32) -> Never {
    EnvironmentFailure.stop(.kernel(layer: "Dense", reason: "\(stepper.error(of: status))"))
  }

  private static func makeStepper(_ layer: Dense, rows: Int, _ compute: Compute) -> any KernelStepper {
    // Stands for input and output until there are some.
    let nowhere = AlignedBuffer(floatCount: 0)
    var product = KernelCall.Gemm(
      m: rows, n: layer.outputSize, k: layer.inputSize, a: nowhere.floats, b: layer.weight.values, transposeB: true,
      c: nowhere.floats, bias: layer.bias?.values)
    product.precision = compute.precision(of: layer.weight, recorded: false)
    return compute.run("Dense") { backend, threads throws(KernelError) in
      try backend.makeStepper(of: product, threads: threads)
    }
  }
}
