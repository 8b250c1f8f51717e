import RecurrentFoundation

/// What works row by row: softmax with cross-entropy, and the rows of a table.
extension ReferenceBackend {
  /// With p = softmax(x), p_j = e^(x_j - max) / Σ e^(x_k - max), the loss is -log p_target, and its gradient by x_j is
  /// p_j less 1 at the target. Taking the largest logit off changes nothing but that no exponential overflows.
  func run(_ call: KernelCall.SoftmaxCrossEntropy) throws(InvalidArgument) {
    let classes = call.classes
    try require(call.rows >= 1 && classes >= 1)
    for row in 0..<call.rows {
      let target = call.targets[row]
      guard target != call.ignoredTarget else {
        call.losses?[row] = 0
        call.logitsGradient.map { ($0 + row * classes).update(repeating: 0, count: classes) }
        continue
      }
      try require(0..<classes ~= Int(target))
      let x = Vector(call.logits + row * classes, count: classes)
      let largest = x.elements.reduce(-.infinity) { $0 > $1 ? $0 : $1 }
      let exponentials = x.map { expf($0 - largest) }
      let sum = exponentials.elements.reduce(0, +)
      let weight = call.rowWeights?[row] ?? 1
      call.losses?[row] = weight * (logf(sum) - (x.elements[Int(target)] - largest))
      guard let gradient = call.logitsGradient else { continue }
      var p = exponentials.map { $0 / sum }
      p.elements[Int(target)] -= 1
      p.map { call.scale * weight * $0 }.store(to: gradient + row * classes)
    }
  }

  func run(_ call: KernelCall.GatherRows) throws(InvalidArgument) {
    let width = call.width
    try require(call.tableRows >= 0 && width >= 0 && call.count >= 0)
    for i in 0..<call.count {
      let index = Int(call.indices[i])
      try require(0..<call.tableRows ~= index)
      (call.output + i * width).update(from: call.table + index * width, count: width)
    }
  }

  func run(_ call: KernelCall.ScatterAddRows) throws(InvalidArgument) {
    let width = call.width
    try require(call.tableRows >= 0 && width >= 0 && call.count >= 0)
    for i in 0..<call.count {
      let index = Int(call.indices[i])
      try require(0..<call.tableRows ~= index)
      for j in 0..<width { call.table[index * width + j] += call.rows[i * width + j] }
    }
  }
}
