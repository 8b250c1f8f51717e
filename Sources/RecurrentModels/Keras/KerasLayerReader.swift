import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// Turns Keras's layers into ours. A layer is one case here and, unless it is simple, one function.
enum KerasLayerReader {
  /// What changes nothing when a model predicts.
  private static let idle: Set<String> = [
    "InputLayer", "Identity", "GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization",
  ]

  /// - Parameter arrays: the layer's own in the file.
  static func layer(
    _ object: KerasObject, arrays: () throws(ForeignModelError) -> [StoredTensor]
  ) throws(ForeignModelError) -> KerasLayer {
    switch object.className {
    case let name where idle.contains(name): KerasLayer(object, [])
    case "RNN": try KerasRecurrentReader.stackedCells(object)
    case "Normalization": try KerasNormalization.layer(object, arrays: arrays())
    default: KerasLayer(object, [try specification(object)])
    }
  }

  static func specification(_ object: KerasObject) throws(ForeignModelError) -> any LayerSpecification {
    switch object.className {
    case "LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU": return try KerasRecurrentReader.layer(object)
    case "Bidirectional": return try KerasRecurrentReader.bidirectional(object)
    case "TimeDistributed":
      guard let inner = try object.inner("layer") else { throw object.unsupported("layer: missing") }
      return .timeDistributed(try specification(inner))
    case "Embedding":
      return .embedding(
        try object.size("input_dim"), try object.size("output_dim"), maskZero: object.flag("mask_zero"))
    case "Masking": return .masking(object.float("mask_value", 0))
    case "Dense":
      return .dense(
        try object.size("units"), activation: try object.activation("activation"),
        useBias: object.flag("use_bias", true))
    case "Conv1D", "Convolution1D": return try convolution(object)
    case "MaxPooling1D", "AveragePooling1D": return try pooling(object)
    case "BatchNormalization": return try batchNormalization(object)
    case "LayerNormalization": return try layerNormalization(object)
    case "UnitNormalization": return try unitNormalization(object)
    case "Dropout": return .dropout(object.float("rate", 0))
    case "SpatialDropout1D": return .spatialDropout1D(object.float("rate", 0))
    case "GlobalAveragePooling1D", "GlobalMaxPooling1D":
      try requireChannelsLast(object)
      return object.className.hasPrefix("GlobalMax") ? .globalMaxPooling1D() : .globalAveragePooling1D()
    case "LeakyReLU":
      return .leakyReLU(
        negativeSlope: object.config["negative_slope"]?.float ?? object.config["alpha"]?.float ?? 0.3)
    case "ReLU": return reLU(object)
    case "ELU":
      let alpha = object.float("alpha", 1)
      return alpha == 1 ? .activation(.elu) : .elu(alpha: alpha)
    case "PReLU":
      return .pReLU(sharedAxes: (object.config["shared_axes"]?.elements ?? []).compactMap(\.count))
    case "Rescaling": return .rescaling(try numbers(object, "scale", 1), offset: try numbers(object, "offset", 0))
    case "ZeroPadding1D":
      let (before, after) = try steps(object, "padding")
      return .zeroPadding1D(before: before, after: after)
    case "Cropping1D":
      let (before, after) = try steps(object, "cropping")
      return .cropping1D(before: before, after: after)
    case "UpSampling1D": return .upSampling1D(try object.onlySize("size", 2))
    case "Flatten": return .flatten()
    case "RepeatVector": return .repeatVector(try object.size("n"))
    case "Reshape": return .reshape(try targetShape(object))
    case "Permute": return .permute(try axes(object))
    default: return .activation(try activation(object))
    }
  }

  /// Layers that are an activation.
  private static func activation(_ object: KerasObject) throws(ForeignModelError) -> LayerActivation {
    switch object.className {
    case "Activation": return try object.activation("activation")
    case "Softmax":
      try object.require(object.config["axis"] ?? .number("-1") == .number("-1"), "axis", "only the last is here")
      return .softmax
    default:
      throw object.unsupported("a layer that is not here")
    }
  }

  private static func reLU(_ object: KerasObject) -> any LayerSpecification {
    let (slope, threshold) = (object.float("negative_slope", 0), object.float("threshold", 0))
    guard let maximum = object.config["max_value"]?.float else {
      return slope == 0 && threshold == 0 ? .activation(.relu) : .reLU(negativeSlope: slope, threshold: threshold)
    }
    return .reLU(maximum: maximum, negativeSlope: slope, threshold: threshold)
  }

  private static func requireChannelsLast(_ object: KerasObject) throws(ForeignModelError) {
    try object.require(
      object.config["data_format"]?.string ?? "channels_last" == "channels_last", "data_format",
      "only channels_last is here")
  }

  private static func convolution(_ object: KerasObject) throws(ForeignModelError) -> any LayerSpecification {
    try requireChannelsLast(object)
    return .conv1D(
      try object.size("filters"), kernelSize: try object.onlySize("kernel_size", 1),
      strides: try object.onlySize("strides", 1), padding: try object.padding(),
      dilationRate: try object.onlySize("dilation_rate", 1), groups: try object.onlySize("groups", 1),
      activation: try object.activation("activation"), useBias: object.flag("use_bias", true))
  }

  /// Steps before and after, or one number for both; in Keras 2 also a list of one such pair.
  private static func steps(_ object: KerasObject, _ option: String) throws(ForeignModelError) -> (Int, Int) {
    try requireChannelsLast(object)
    let value = object.config[option] ?? .number("1")
    let counts = (value.elements ?? [value, value]).compactMap(\.count)
    try object.require(counts.count == 2, option, "expected one or two whole numbers")
    return (counts[0], counts[1])
  }

  /// One number, or one for each feature.
  private static func numbers(
    _ object: KerasObject, _ option: String, _ value: Float
  ) throws(ForeignModelError) -> [Float] {
    guard let found = object.config[option] else { return [value] }
    let numbers = (found.elements ?? [found]).map(\.float)
    try object.require(
      !numbers.isEmpty && numbers.allSatisfy { $0 != nil }, option, "expected a number, or one for each feature")
    return numbers.map { $0! }
  }

  private static func pooling(_ object: KerasObject) throws(ForeignModelError) -> any LayerSpecification {
    try requireChannelsLast(object)
    let size = try object.onlySize("pool_size", 2)
    let (strides, padding) = (try object.onlySize("strides", size), try object.padding())
    return object.className == "MaxPooling1D"
      ? .maxPooling1D(size, strides: strides, padding: padding)
      : .averagePooling1D(size, strides: strides, padding: padding)
  }

  private static func batchNormalization(_ object: KerasObject) throws(ForeignModelError) -> any LayerSpecification {
    try requireLastAxis(object)
    return .batchNormalization(
      momentum: object.float("momentum", 0.99), epsilon: object.float("epsilon", 1e-3),
      center: object.flag("center", true), scale: object.flag("scale", true))
  }

  private static func layerNormalization(_ object: KerasObject) throws(ForeignModelError) -> any LayerSpecification {
    try requireLastAxis(object)
    try object.require(!object.flag("rms_scaling"), "rms_scaling", "not here")
    return .layerNormalization(
      epsilon: object.float("epsilon", 1e-3), center: object.flag("center", true), scale: object.flag("scale", true))
  }

  /// The number of the last axis of what a layer takes; nil: Keras 2 does not say it.
  private static func lastAxis(_ object: KerasObject) -> JSONValue? {
    let input = object.value["inbound_nodes"]?.elements?.first?["args"]?.elements?.first?["config"]?["shape"]
    let shape = input ?? object.value["build_config"]?["input_shape"]
    return (shape?.elements?.count).map { .number("\($0 - 1)") }
  }

  /// It has no weights that would tell the rank, so that an axis counted from the front needs the input's shape.
  private static func unitNormalization(_ object: KerasObject) throws(ForeignModelError) -> any LayerSpecification {
    let last = lastAxis(object)
    let axis = object.config["axis"] ?? .number("-1")
    let axes = axis.elements ?? [axis]
    try object.require(
      axes.count == 1 && (axes[0] == .number("-1") || axes[0] == last), "axis", "only the last is here")
    return .unitNormalization()
  }

  /// -1, or in a list of one; where the axis is counted from the front and the input's shape is not there, its number is the
  /// rank's, which is seen when the weights are taken.
  private static func requireLastAxis(_ object: KerasObject) throws(ForeignModelError) {
    guard let axis = object.config["axis"] else { return }
    let axes = axis.elements ?? [axis]
    let last = lastAxis(object).map { [$0] } ?? [.number("1"), .number("2")]
    try object.require(
      axes.count == 1 && (axes[0] == .number("-1") || last.contains(axes[0])), "axis", "only the last is here")
  }

  private static func targetShape(_ object: KerasObject) throws(ForeignModelError) -> LayerShape {
    guard let sizes = object.config["target_shape"]?.elements else { throw object.unsupported("target_shape: missing") }
    var axes: [Int?] = []
    for size in sizes {
      guard size.count != nil || size == .number("-1") else { throw object.unsupported("target_shape: no sizes") }
      axes.append(size.count)
    }
    return LayerShape(axes)
  }

  private static func axes(_ object: KerasObject) throws(ForeignModelError) -> [Int] {
    let axes = (object.config["dims"]?.elements ?? []).compactMap(\.count)
    try object.require(!axes.isEmpty, "dims", "expected axes")
    return axes
  }
}
