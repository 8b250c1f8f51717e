import RecurrentLayers
import RecurrentTraining

/// Keras hands on the mask of a layer that goes backwards as it came, though the steps are turned round: what reads it then
/// leaves out others than are hidden. Here a mask is turned with the steps, so that the answers would differ.
enum KerasMasks {
  /// - Throws: ``ForeignModelError`` where a layer reads such a mask.
  static func requireTurnedWithSteps(_ layers: [KerasLayer], path: String) throws(ForeignModelError) {
    var (isMasked, turned) = (false, String?.none)
    for layer in layers {
      for specification in layer.specifications {
        if let turned, readsMask(specification) {
          throw ForeignModelError(
            path: path,
            problem: .unsupported(
              layer: turned,
              reason: "go_backwards: behind it Keras leaves out steps by a mask that is not turned with them"))
        }
        switch specification {
        case let embedding as EmbeddingSpecification: isMasked = isMasked || embedding.maskZero
        case is MaskingSpecification: isMasked = true
        case let recurrent as RecurrentSpecification:
          if !recurrent.returnSequences { isMasked = false }
          if isMasked, recurrent.goBackwards { turned = layer.place.layer.quoted }
        case let both as BidirectionalSpecification:
          if !both.layer.returnSequences { isMasked = false }
        default: break
        }
      }
    }
  }

  private static func readsMask(_ specification: any LayerSpecification) -> Bool {
    switch specification {
    case is RecurrentSpecification, is BidirectionalSpecification: true
    case let pooling as GlobalPooling1DSpecification: pooling.pooling == .average
    default: false
    }
  }
}
