/// A loss that is the sum of one term an element, and its gradient, in one pass.
///
/// - Parameter term: the loss of one element, and its slope by the prediction.
/// - Returns: The loss, a single number, and the gradient of the predictions, not recorded.
@inline(__always)
func elementwiseLoss(
  _ name: String, _ predictions: Tensor, targets: Tensor, weights: Tensor?, mask: SequenceMask?, reduction: Reduction,
  _ term: (_ prediction: Float, _ target: Float) -> (loss: Float, slope: Float)
) -> (loss: Tensor, gradient: Tensor) {
  check(
    predictions.shape == targets.shape, name, "shape of the targets", expected: predictions.shape, got: targets.shape)
  let counting = LossWeights(name, shape: predictions.shape, weights: weights, mask: mask, reduction: reduction)
  var gradient = Tensor(uninitialized: predictions.shape)
  var sum = 0.0
  gradient.withUnsafeMutableScalars { gradient in
    let (x, t) = (predictions.floats, targets.floats)
    if let factors = counting.factors {
      for i in gradient.indices {
        let (loss, slope) = term(x[i], t[i])
        // What does not count may be anything, even not a number.
        sum += factors[i] == 0 ? 0 : Double(factors[i] * loss)
        gradient[i] = factors[i] == 0 ? 0 : factors[i] * counting.scale * slope
      }
    } else {
      for i in gradient.indices {
        let (loss, slope) = term(x[i], t[i])
        sum += Double(loss)
        gradient[i] = counting.scale * slope
      }
    }
  }
  return (Tensor(Float(sum * Double(counting.scale))), gradient)
}
