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
    func failure(_ reason: String) -> ForeignModelError {
      ForeignModelError(path: file.path, problem: .malformed(reason))
    }
    guard let model = file.configuration else { throw failure("weights alone, without a model's configuration") }
    guard let kind = model["class_name"]?.string, let config = model["config"] else {
      throw failure("its configuration has no class_name or config")
    }
    // Before 2.3 a Sequential's configuration was the list of its layers.
    guard let values = config["layers"]?.elements ?? config.elements else {
      throw failure("its configuration has no layers")
    }
    var objects: [KerasObject] = []
    for value in values {
      let object = try KerasObject(value, major: file.major, path: file.path)
      if !KerasChain.maskClasses.contains(object.className) { objects.append(object) }
    }
    let layers = try Self.layers(objects, path: file.path)
    switch kind {
    case "Sequential": self.layers = layers
    case "Model", "Functional":
      let order = try KerasChain.order(of: values, config: config, path: file.path)
      self.layers = order.compactMap { name in objects.firstIndex { $0.name == name }.map { layers[$0] } }
    default:
      throw ForeignModelError(
        path: file.path,
        problem: .unsupported(
          layer: kind, reason: "a model of a class of one's own: only Sequential and chains are read"))
    }
    let names = self.layers.map(\.place.layer)
    inputName = objects.first { $0.className == "InputLayer" }?.name ?? (names.first ?? "") + "_input"
    outputName = names.last ?? ""
    let sizes =
      objects.lazy.compactMap { $0.config["batch_input_shape"] ?? $0.config["batch_shape"] }.first
      ?? config["build_input_shape"] ?? model["build_config"]?["input_shape"]
    inputShape = sizes?.elements.map { LayerShape($0.dropFirst().map(\.count)) }
  }

  /// Reads all layers, so that what is not here is named at once.
  private static func layers(_ objects: [KerasObject], path: String) throws(ForeignModelError) -> [KerasLayer] {
    var layers: [KerasLayer] = []
    var failures: [(layer: String, reason: String)] = []
    for object in objects {
      do throws(ForeignModelError) {
        layers.append(try KerasLayerReader.layer(object))
      } catch {
        guard case .unsupported(let layer, let reason) = error.problem else { throw error }
        failures.append((layer, reason))
      }
    }
    guard let first = failures.first else { return layers }
    let reasons = failures.map(\.reason).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    throw ForeignModelError(
      path: path,
      problem: .unsupported(
        layer: failures.count == 1 ? first.layer : failures.map(\.layer).joined(separator: ", "),
        reason: reasons.joined(separator: "; ")))
  }
}
