import RecurrentFoundation
import RecurrentTraining

/// A Keras model as a chain of layers, and the shape that goes in.
struct KerasNetwork {
  let layers: [KerasLayer]
  /// Of one example; nil: the file does not say.
  let inputShape: LayerShape?
  /// The input layer's, or what Keras calls the input of a first layer that has none.
  let inputName: String
  /// The last layer's.
  let outputName: String

  /// - Throws: ``ForeignModelError`` where the model is no chain, or has a layer that is not here.
  init(_ file: KerasFile) throws(ForeignModelError) {
    guard let value = file.configuration else {
      throw ForeignModelError(
        path: file.path,
        problem: .malformed(
          "weights alone, without a model's configuration: loadWeights(keras:) puts them into a model of the same layers"
        ))
    }
    let model = try KerasModel(value, major: file.major, path: file.path)
    layers = try Self.layers(model)
    let places = layers.map(\.place)
    let names = places.map { $0.model ?? $0.layer }
    inputName = model.objects.first { $0.className == "InputLayer" }?.name ?? (names.first ?? "") + "_input"
    outputName = names.last ?? ""
    inputShape = model.inputShape
  }

  /// Deeper than models lie in models.
  private static let maximumDepth = 16

  /// The layers of a model and of those in it, in order. All are read, so that what is not here is named at once.
  ///
  /// - Parameters:
  ///   - location: where Keras 3 has the model's weights.
  ///   - owner: the outermost model that it lies in.
  private static func layers(
    _ model: KerasModel, location: String = "", owner: String? = nil, depth: Int = 0
  ) throws(ForeignModelError) -> [KerasLayer] {
    guard depth < maximumDepth else {
      throw ForeignModelError(path: model.path, problem: .malformed("models lie in more than \(maximumDepth) others"))
    }
    var byName: [String: [KerasLayer]] = [:]
    var failures: [(layer: String, reason: String)] = []
    var counts: [String: Int] = [:]
    for object in model.objects {
      let own = KerasNames.location(of: object.className, in: location, &counts)
      do throws(ForeignModelError) {
        if let inner = try object.model {
          byName[object.name] = try layers(inner, location: own, owner: owner ?? object.name, depth: depth + 1)
        } else {
          var layer = try KerasLayerReader.layer(object)
          (layer.place.location, layer.place.model) = (own, owner)
          byName[object.name] = [layer]
        }
      } catch {
        guard case .unsupported(let layer, let reason) = error.problem else { throw error }
        failures.append((layer, reason))
      }
    }
    guard let first = failures.first else { return try model.order().flatMap { byName[$0] ?? [] } }
    let reasons = failures.map(\.reason).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    throw ForeignModelError(
      path: model.path,
      problem: .unsupported(
        layer: failures.count == 1 ? first.layer : failures.map(\.layer).joined(separator: ", "),
        reason: reasons.joined(separator: "; ")))
  }
}
