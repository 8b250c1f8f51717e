import Recurrent

extension NamedTensor {
  /// A copy of a parameter's numbers.
  public init(_ named: NamedParameter) {
    self.init(name: named.name, shape: named.parameter.shape, values: named.parameter.value.scalars)
  }
}

extension SafetensorsFile {
  /// Gives a model's parameters the numbers of the file, which must have exactly these tensors.
  ///
  /// - Throws: ``SafetensorsError`` naming a tensor that is missing, unexpected, of another shape or damaged;
  ///   ``FileError``. The model then is as it was.
  public func load(into model: some Module) throws {
    let parameters = model.namedParameters
    try requireTensors(named: parameters.map(\.name))
    let tensors = try parameters.map { named in
      var tensor = Tensor.zeros(named.parameter.shape)
      try tensor.withUnsafeMutableScalars { try read(named.name, shape: named.parameter.shape, into: $0) }
      return tensor
    }
    for (named, tensor) in zip(parameters, tensors) { named.parameter.value = tensor }
  }
}

extension ModelFolder {
  /// Saves a model with its parameters. See ``write(kind:configuration:vocabulary:tensors:to:)``.
  public static func write(
    kind: String, configuration: some Encodable, vocabulary: (any Encodable)?, model: some Module, to path: String
  ) throws {
    let tensors = model.namedParameters.map { NamedTensor($0) }
    try write(kind: kind, configuration: configuration, vocabulary: vocabulary, tensors: tensors, to: path)
  }
}
