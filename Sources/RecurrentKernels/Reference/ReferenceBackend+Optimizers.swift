import RecurrentFoundation

extension ReferenceBackend {
  /// Kingma and Ba 2015; decoupled weight decay as in Loshchilov and Hutter 2019. m and v are running means of the
  /// gradient and its square; both begin at 0, and the division by 1 - βᵗ takes off the bias that this gives them.
  func run(_ call: KernelCall.Adam) throws(InvalidArgument) {
    let (beta1, beta2) = (call.beta1, call.beta2)
    try require(call.count >= 0 && call.step >= 1)
    try require((0..<1).contains(beta1) && (0..<1).contains(beta2))
    let correction1 = Float(1 - pow(Double(beta1), Double(call.step)))
    let correction2 = Float(1 - pow(Double(beta2), Double(call.step)))
    let (w, m, v) = (call.weights, call.firstMoment, call.secondMoment)
    for i in 0..<call.count {
      let g = call.gradient[i] * call.gradientScale
      m[i] = beta1 * m[i] + (1 - beta1) * g
      v[i] = beta2 * v[i] + (1 - beta2) * g * g
      let update = (m[i] / correction1) / ((v[i] / correction2).squareRoot() + call.epsilon)
      w[i] -= call.learningRate * (update + call.weightDecay * w[i])
    }
  }

  /// PyTorch's form of momentum: the velocity is a sum of gradients, and the learning rate multiplies it when used.
  func run(_ call: KernelCall.SGD) throws(InvalidArgument) {
    try require(call.count >= 0)
    try require(call.velocity != nil || call.momentum == 0)
    let (w, learningRate, momentum) = (call.weights, call.learningRate, call.momentum)
    for i in 0..<call.count {
      let g = call.gradient[i] * call.gradientScale + call.weightDecay * w[i]
      guard let v = call.velocity else {
        w[i] -= learningRate * g
        continue
      }
      v[i] = momentum * v[i] + g
      w[i] -= learningRate * (call.isNesterov ? g + momentum * v[i] : v[i])
    }
  }
}
