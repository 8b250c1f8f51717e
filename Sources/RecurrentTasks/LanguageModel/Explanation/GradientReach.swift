import RecurrentFoundation
import RecurrentLayers

/// How far back in time a network learns from: the norm of the gradient of a prediction's loss with respect to what was
/// read so many steps before, the mean over some places of a text (Hochreiter 1991; Pascanu et al. 2013).
struct GradientReach {
  /// By the distance in steps; the first is what was read last.
  let norms: [Double]

  /// - Parameters:
  ///   - distance: the steps looked back, at least 1, fewer than there are tokens.
  ///   - places: how many predictions are looked at, at most.
  init(of network: LanguageModelNetwork, in tokens: [Int32], distance: Int, places: Int = 24) {
    let starts = evenPlaces(in: tokens.count - distance, limit: places)
    let read = network.embedding(IndexTensor(starts.map { Array(tokens[$0..<($0 + distance)]) }))
    let targets = IndexTensor(starts.map { [tokens[$0 + distance]] })
    let gradient = gradients(at: [read]) { inputs in
      let output = network.rnn(inputs[0]).output
      let logits = network.decoder(output.slice((distance - 1)..<distance, axis: 1))
      return softmaxCrossEntropy(logits, targets: targets, reduction: .sum)
    }.gradients[0]
    let size = gradient.shape[2]
    norms = gradient.withUnsafeScalars { gradient in
      (0..<distance).map { back in
        let sum = starts.indices.reduce(0.0) { sum, row in
          let start = (row * distance + distance - 1 - back) * size
          return sum + gradient[start..<(start + size)].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        return sum / Double(starts.count)
      }
    }
  }
}
