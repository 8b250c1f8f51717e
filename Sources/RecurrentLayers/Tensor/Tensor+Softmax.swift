import RecurrentFoundation
import RecurrentKernels

extension Tensor {
  /// exp(x) / Σ exp(x) along the last axis.
  public func softmax() -> Tensor {
    let (result, _) = detached().softmaxAndLogSums()
    return result.recorded(from: self) { gradient, operands in
      operands[0].add { result.softmaxGradient(ofOutput: gradient) }
    }
  }

  /// exp(x) / Σ exp(x) over the first `lengths[row]` elements of the last axis, row being the first axis's: the others
  /// are zero, and a row of length 0 is all zeros.
  public func softmax(lengths: [Int]) -> Tensor {
    check(
      lengths.count == shape.first ?? 1, "Tensor.softmax", "lengths", expected: shape.first ?? 1, got: lengths.count)
    var scores = detached()
    // So far below all others that its exponential is 0, and not so far that a difference overflows.
    scores.fill(past: lengths, with: -1e30)
    var (result, _) = scores.softmaxAndLogSums()
    result.fill(past: lengths, with: 0)
    return result.recorded(from: self) { [result] gradient, operands in
      operands[0].add { result.softmaxGradient(ofOutput: gradient) }
    }
  }

  /// Sets the elements of the last axis from `lengths[row]` on, row being the first axis's.
  private mutating func fill(past lengths: [Int], with value: Float) {
    let (width, rowsEach) = (width, rowCount / lengths.count)
    withUnsafeMutableScalars { scalars in
      guard let start = scalars.baseAddress else { return }
      for (index, length) in lengths.enumerated() {
        check(
          (0...width).contains(length), "Tensor.softmax", "length of row \(index)", expected: "0...\(width)",
          got: length)
        for row in (index * rowsEach)..<((index + 1) * rowsEach) {
          (start + row * width + length).update(repeating: value, count: width - length)
        }
      }
    }
  }

  /// dx = y (dy - Σ y dy) with this tensor as y, the softmax.
  func softmaxGradient(ofOutput dy: Tensor) -> Tensor {
    var dx = detached() * dy
    let sums = dx.sumsOfRows()
    dx.withUnsafeMutableScalars { dx in
      withUnsafeScalars { y in
        for i in dx.indices { dx[i] -= y[i] * sums[i / width] }
      }
    }
    return dx
  }

  /// The softmax of each row, and log Σ exp(x); not recorded.
  ///
  /// The kernels know the cross-entropy of a row and its gradient. With class 0 as every row's target the gradient is
  /// the softmax less 1 at that class, and the loss is log Σ exp(x) - x[0]; class 0 itself is exp(-loss), because adding
  /// the 1 back would round small probabilities away.
  package func softmaxAndLogSums() -> (softmax: Tensor, logSums: [Double]) {
    let (rows, classes) = (rowCount, width)
    let targets = IndexTensor([Int32](repeating: 0, count: rows))
    let softmax = Tensor(uninitialized: shape)
    let losses = Tensor(uninitialized: [rows])
    targets.withUnsafeIndices { targets in
      var call = KernelCall.SoftmaxCrossEntropy(rows: rows, classes: classes, logits: floats, targets: targets)
      call.losses = losses.buffer.floats
      call.logitsGradient = softmax.buffer.floats
      Compute.current.run("Tensor.softmax", .softmaxCrossEntropy(call))
    }
    let logSums = losses.withUnsafeScalars { losses in
      losses.enumerated().map { row, loss in
        softmax.buffer.floats[row * classes] = expf(-loss)
        return Double(loss) + Double(floats[row * classes])
      }
    }
    return (softmax, logSums)
  }

  /// The sum of each row, not recorded.
  private func sumsOfRows() -> [Float] {
    detached().reshaped([rowCount, width]).matmul(Tensor.ones([width, 1])).scalars
  }
}
