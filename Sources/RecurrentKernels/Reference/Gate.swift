/// y = W x + b, a linear layer, and its gradient.
struct Affine {
  let weight: Matrix
  let bias: Vector
  let weightGradient: MatrixGradient?
  let biasGradient: UnsafeMutablePointer<Float>?

  func callAsFunction(_ x: Vector) -> Vector { weight * x + bias }

  /// From dy, the gradient of the loss by y, to the gradient by x. By the chain rule
  ///
  ///     y_i = Σ_j W_ij x_j + b_i,  so  dW_ij = dy_i x_j,   db_i = dy_i,   dx_j = Σ_i W_ij dy_i.
  ///
  /// The weights serve at every step, so their gradients are sums over the steps: they are added to.
  func backward(_ dy: Vector, at x: Vector) -> Vector {
    weightGradient?.addOuterProduct(dy, x)
    if let biasGradient { dy.add(to: biasGradient) }
    return weight.transposed(times: dy)
  }
}

/// What goes into one gate: W_ih x + b_ih + W_hh h + b_hh.
struct Gate {
  let fromInput: Affine
  let fromHidden: Affine

  func callAsFunction(_ x: Vector, _ h: Vector) -> Vector { fromInput(x) + fromHidden(h) }

  /// From da, the gradient by the gate's sum, to those by x and h. A sum hands its gradient to every term.
  func backward(_ da: Vector, at x: Vector, _ h: Vector) -> (dx: Vector, dh: Vector) {
    (fromInput.backward(da, at: x), fromHidden.backward(da, at: h))
  }

  /// Gate number `index` of weights stacked by gate, rows `index * H ..< (index + 1) * H`.
  init(
    index: Int, inputSize: Int, hiddenSize: Int, weights: WeightPointers,
    gradients: WeightGradientPointers = WeightGradientPointers(), precision: Precision = .float32
  ) {
    func affine(
      columns: Int, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
      weightGradient: UnsafeMutablePointer<Float>?, biasGradient: UnsafeMutablePointer<Float>?
    ) -> Affine {
      let row = index * hiddenSize
      return Affine(
        weight: Matrix(rows: hiddenSize, columns: columns, elements: weight + row * columns, precision: precision),
        bias: Vector(bias.map { $0 + row }, count: hiddenSize),
        weightGradient: weightGradient.map { MatrixGradient(elements: $0 + row * columns, precision: precision) },
        biasGradient: biasGradient.map { $0 + row })
    }
    fromInput = affine(
      columns: inputSize, weight: weights.weightIH, bias: weights.biasIH,
      weightGradient: gradients.weightIH, biasGradient: gradients.biasIH)
    fromHidden = affine(
      columns: hiddenSize, weight: weights.weightHH, bias: weights.biasHH,
      weightGradient: gradients.weightHH, biasGradient: gradients.biasHH)
  }
}
