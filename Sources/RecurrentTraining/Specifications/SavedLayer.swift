import RecurrentKernels
import RecurrentLayers

/// A specification as a model's folder has it: its kind, and its options under their own names.
///
///     { "kind" : "Dropout", "options" : { "rate" : 0.4 } }
struct SavedLayer: Codable, Sendable {
  /// The layers of this package. What is not here cannot be read again.
  static let builtIn: [String: any LayerSpecification.Type] = [
    "SimpleRNN": RecurrentSpecification.self,
    "LSTM": RecurrentSpecification.self,
    "GRU": RecurrentSpecification.self,
    "Bidirectional": BidirectionalSpecification.self,
    "TimeDistributed": TimeDistributedSpecification.self,
    "Residual": ResidualSpecification.self,
    "Embedding": EmbeddingSpecification.self,
    "Masking": MaskingSpecification.self,
    "Dense": DenseSpecification.self,
    "Activation": ActivationSpecification.self,
    "ReLU": ReLUSpecification.self,
    "LeakyReLU": LeakyReLUSpecification.self,
    "PReLU": PReLUSpecification.self,
    "ELU": ELUSpecification.self,
    "Rescaling": RescalingSpecification.self,
    "Dropout": DropoutSpecification.self,
    "SpatialDropout1D": SpatialDropout1DSpecification.self,
    "LayerNormalization": LayerNormalizationSpecification.self,
    "UnitNormalization": UnitNormalizationSpecification.self,
    "BatchNormalization": BatchNormalizationSpecification.self,
    "Conv1D": Conv1DSpecification.self,
    "AveragePooling1D": Pooling1DSpecification.self,
    "MaxPooling1D": Pooling1DSpecification.self,
    "GlobalAveragePooling1D": GlobalPooling1DSpecification.self,
    "GlobalMaxPooling1D": GlobalPooling1DSpecification.self,
    "ZeroPadding1D": ZeroPadding1DSpecification.self,
    "Cropping1D": Cropping1DSpecification.self,
    "UpSampling1D": UpSampling1DSpecification.self,
    "RepeatVector": RepeatVectorSpecification.self,
    "Flatten": FlattenSpecification.self,
    "Reshape": ReshapeSpecification.self,
    "Permute": PermuteSpecification.self,
  ]

  /// How deep layers may lie in layers: no model needs more, and what reads a file must come to an end.
  private static let maximumDepth = 16

  let specification: any LayerSpecification

  init(_ specification: any LayerSpecification) { self.specification = specification }

  private enum CodingKeys: String, CodingKey { case kind, options }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(String.self, forKey: .kind)
    func corrupted(_ reason: String) -> DecodingError {
      DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: reason)
    }
    let depth = decoder.codingPath.count { $0.stringValue == CodingKeys.options.stringValue }
    guard depth < Self.maximumDepth else {
      throw corrupted("layers lie deeper in layers than \(Self.maximumDepth) times")
    }
    guard let type = Self.builtIn[kind] ?? decoder.customObjects.layers[kind] else {
      throw MissingCustomObject(role: .layer, name: kind)
    }
    specification = try container.decode(type, forKey: .options)
    guard specification.kind == kind else {
      throw corrupted("a \(kind) has the options of a \(specification.kind)")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(specification.kind, forKey: .kind)
    try container.encode(specification, forKey: .options)
  }
}
