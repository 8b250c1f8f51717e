extension [NamedTensor] {
  /// What a file holds of them.
  ///
  /// - Parameters:
  ///   - path: the file, as errors name it.
  ///   - requiresFinite: whether infinity and what is not a number are refused.
  /// - Throws: ``SafetensorsError`` where a number is not finite, ``FormatError`` where it is too large for its type.
  func stored(in path: String, requiresFinite: Bool = true) throws -> [StoredTensor] {
    if requiresFinite { try requireFinite(in: path) }
    return try flatMap { tensor in
      if tensor.elementType == .int8 { return QuantizedTensor.stored(tensor) }
      let floats = StoredTensor(name: tensor.name, shape: tensor.shape, floats: tensor.values)
      return [try floats.fitted(to: tensor.elementType, origin: path)]
    }
  }

  private func requireFinite(in path: String) throws {
    for tensor in self {
      if let index = tensor.values.withUnsafeBufferPointer(firstNotFinite) {
        throw SafetensorsError(
          path: path, tensor: tensor.name, problem: .notFinite(index: index, value: tensor.values[index]))
      }
    }
  }
}
