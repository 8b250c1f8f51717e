import RecurrentFormats
import RecurrentLayers

extension StoredTensor {
  /// The numbers of a weight.
  ///
  /// - Throws: ``ForeignModelError`` where one of them is not finite, and the errors of ``StoredTensor/tensor()``.
  func weight(in path: String) throws -> Tensor {
    let weight = try tensor()
    if let index = weight.withUnsafeScalars(firstNotFinite) {
      throw ForeignModelError(
        path: path, problem: .notFinite(tensor: name, index: index, value: weight.scalars[index]))
    }
    return weight
  }
}
