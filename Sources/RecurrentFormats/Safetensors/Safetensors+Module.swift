import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension NamedTensor {
  /// A copy of a parameter's numbers.
  ///
  /// - Parameter type: what they become in a file; a quantized parameter's are int8.
  public init(_ named: NamedParameter, as type: WeightType = .float32) {
    self.init(
      name: named.name, shape: named.parameter.shape, values: named.parameter.value.scalars,
      elementType: named.parameter.isQuantized ? .int8 : type.elementType)
  }
}

extension SafetensorsFile {
  /// Gives a model's parameters the numbers of the file, which must have exactly these tensors.
  ///
  /// - Throws: ``SafetensorsError`` with the names of all tensors that are missing, left over or of another shape, or of
  ///   one that is damaged; ``FileError``. The model then is as it was.
  public func load(into model: some Module) throws {
    let parameters = model.namedParameters
    try requireTensors(parameters.map(\.outline))
    try load(parameters)
  }

  /// Gives these parameters their numbers; the file may have other tensors too.
  func load(_ parameters: [NamedParameter]) throws {
    let tensors = try parameters.map { try tensor(named: $0.name, shape: $0.parameter.shape) }
    for (named, tensor) in zip(parameters, tensors) {
      named.parameter.set(tensor, isQuantized: scales(of: named.name) != nil)
    }
  }

  func tensor(named name: String, shape: [Int]) throws -> Tensor {
    var tensor = Tensor.zeros(shape)
    try tensor.withUnsafeMutableScalars { try read(name, shape: shape, into: $0) }
    return tensor
  }
}

extension NamedParameter {
  /// What a file must have of it.
  var outline: (name: String, shape: [Int]) { (name, parameter.shape) }
}

extension ModelFolder {
  /// Whether there are weights in int8 with scales of their rows.
  package var isQuantized: Bool { weights.entries.contains { weights.scales(of: $0.name) != nil } }

  /// Saves a model with its parameters. See ``write(kind:configuration:vocabulary:tensors:to:)``.
  public static func write(
    kind: String, configuration: some Encodable, vocabulary: (any Encodable)?, model: some Module,
    weights: WeightType = .float32, to path: String
  ) throws {
    let tensors = model.namedParameters.map { NamedTensor($0, as: weights) }
    try write(kind: kind, configuration: configuration, vocabulary: vocabulary, tensors: tensors, to: path)
  }
}
