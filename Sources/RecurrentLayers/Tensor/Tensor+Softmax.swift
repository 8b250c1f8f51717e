import RecurrentKernels

extension Tensor {
  /// exp(x) / Σ exp(x) along the last axis.
  public func softmax() -> Tensor { softmax(SoftmaxForm(isLogarithm: false)) }

  /// log(exp(x) / Σ exp(x)) along the last axis, exact where the softmax itself is too small for a number.
  public func logSoftmax() -> Tensor { softmax(SoftmaxForm(isLogarithm: true)) }

  /// exp(x) / Σ exp(x) over the first `lengths[row]` elements of the last axis, row being the first axis's: the others
  /// are zero, and a row of length 0 is all zeros.
  public func softmax(lengths: [Int]) -> Tensor {
    check(
      lengths.count == shape.first ?? 1, "Tensor.softmax", "lengths", expected: shape.first ?? 1, got: lengths.count)
    for (row, length) in lengths.enumerated() {
      check(
        (0...width).contains(length), "Tensor.softmax", "length of row \(row)", expected: "0...\(width)", got: length)
    }
    return softmax(SoftmaxForm(isLogarithm: false, lengths: lengths.map(Int32.init)))
  }

  /// dx = y (dy - Σ y dy) with this tensor as y, the softmax.
  func softmaxGradient(ofOutput dy: Tensor) -> Tensor {
    softmaxGradient(SoftmaxForm(isLogarithm: false), ofOutput: dy)
  }

  /// The softmax of each row, and log Σ exp(x); not recorded.
  package func softmaxAndLogSums() -> (softmax: Tensor, logSums: Tensor) {
    let (softmax, logSums) = (Tensor(uninitialized: shape), Tensor(uninitialized: [rowCount]))
    run(SoftmaxForm(isLogarithm: false), to: softmax, logSums: logSums.buffer.floats)
    return (softmax, logSums)
  }
}

/// Which of the softmaxes.
private struct SoftmaxForm: Sendable {
  var isLogarithm: Bool
  /// Of the first axis's rows; nil: all of the last axis counts.
  var lengths: [Int32]?
}

extension Tensor {
  private func softmax(_ form: SoftmaxForm) -> Tensor {
    let result = Tensor(uninitialized: shape)
    run(form, to: result)
    return result.recorded(from: self) { gradient, operands in
      operands[0].add { result.softmaxGradient(form, ofOutput: gradient) }
    }
  }

  private func run(_ form: SoftmaxForm, to result: Tensor, logSums: UnsafeMutablePointer<Float>? = nil) {
    var call = KernelCall.Softmax(rows: rowCount, width: width, x: floats, y: result.buffer.floats)
    call.isLogarithm = form.isLogarithm
    call.rowsPerLength = rowCount / Swift.max(1, form.lengths?.count ?? 1)
    call.logSums = logSums
    withExtendedLifetime(self) {
      form.lengths.withPointer { lengths in
        call.lengths = lengths
        Compute.current.run("Tensor.softmax", .softmax(call))
      }
    }
  }

  private func softmaxGradient(_ form: SoftmaxForm, ofOutput dy: Tensor) -> Tensor {
    let dx = Tensor(uninitialized: shape)
    var call = KernelCall.SoftmaxGradient(
      rows: rowCount, width: width, y: floats, dy: dy.floats, dx: dx.buffer.floats)
    call.isLogarithm = form.isLogarithm
    call.rowsPerLength = rowCount / Swift.max(1, form.lengths?.count ?? 1)
    withExtendedLifetime((self, dy)) {
      form.lengths.withPointer { lengths in
        call.lengths = lengths
        Compute.current.run("Tensor.softmax", .softmaxGradient(call))
      }
    }
    return dx
  }
}

extension [Int32]? {
  /// The elements where there are any; valid inside `body`.
  fileprivate func withPointer(_ body: (UnsafePointer<Int32>?) -> Void) {
    if let self { self.withUnsafeBufferPointer { body($0.baseAddress) } } else { body(nil) }
  }
}
