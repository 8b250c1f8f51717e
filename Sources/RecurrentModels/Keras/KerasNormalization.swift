import RecurrentFormats
import RecurrentFoundation
import RecurrentTraining

/// Keras's `Normalization`: (x - mean) / max(√variance, ε) by a mean and a variance that `adapt` found in data, or that are
/// given. It becomes a rescaling, which has no weights.
enum KerasNormalization {
  /// Keras's `backend.epsilon()`.
  private static let epsilon: Float = 1e-7

  /// - Parameter arrays: mean, variance and how many examples they are of; none where they are given.
  static func layer(_ object: KerasObject, arrays: [StoredTensor]) throws(ForeignModelError) -> KerasLayer {
    try requireLastAxis(object)
    let (mean, variance) = (try numbers(object, "mean", arrays, 0), try numbers(object, "variance", arrays, 1))
    guard !mean.isEmpty, mean.count == variance.count else {
      throw object.unsupported("mean and variance: \(mean.count) and \(variance.count) numbers: was adapt called?")
    }
    let deviations = variance.map { max($0.squareRoot(), epsilon) }
    let specification: RescalingSpecification =
      object.flag("invert")
      ? .rescaling(deviations, offset: mean)
      : .rescaling(deviations.map { 1 / $0 }, offset: zip(mean, deviations).map { -$0 / $1 })
    var layer = KerasLayer(object, [specification])
    layer.place.constantCount = arrays.count
    return layer
  }

  /// As the configuration gives them, or else as they are stored.
  private static func numbers(
    _ object: KerasObject, _ option: String, _ arrays: [StoredTensor], _ index: Int
  ) throws(ForeignModelError) -> [Float] {
    if let given = object.config[option] { return (given.elements ?? [given]).compactMap(\.float) }
    guard arrays.indices.contains(index), arrays[index].shape.count <= 1 else { return [] }
    do {
      return try arrays[index].floats()
    } catch {
      throw object.unsupported("\(option): \(error)")
    }
  }

  /// One number for each feature, or one for all. Counted from the front, the last axis is known where Keras wrote the
  /// input's shape.
  private static func requireLastAxis(_ object: KerasObject) throws(ForeignModelError) {
    let axes = object.config["axis"].map { $0.elements ?? [$0] } ?? []
    let rank = object.value["build_config"]?["input_shape"]?.elements?.count
    let last = [JSONValue.number("-1")] + (rank.map { [.number("\($0 - 1)")] } ?? [])
    try object.require(axes.allSatisfy(last.contains) && axes.count <= 1, "axis", "only the last, or none, is here")
  }
}
