import RecurrentFoundation
import RecurrentTraining

/// A model as Keras writes it: a file's own, or one among the layers of another.
struct KerasModel {
  /// Its layers in the order of the file, those left out that only hand on masks.
  let objects: [KerasObject]
  let path: String
  private let kind: String
  private let config: JSONValue
  private let values: [JSONValue]
  private let buildShape: JSONValue?

  static let classes: Set<String> = ["Sequential", "Model", "Functional"]

  init(_ value: JSONValue, major: Int, path: String) throws(ForeignModelError) {
    func failure(_ reason: String) -> ForeignModelError {
      ForeignModelError(path: path, problem: .malformed(reason))
    }
    guard let kind = value["class_name"]?.string, let config = value["config"] else {
      throw failure("its configuration has no class_name or config")
    }
    guard Self.classes.contains(kind) else {
      throw ForeignModelError(
        path: path,
        problem: .unsupported(
          layer: kind,
          reason: "a model of a class of one's own: only Sequential and chains are read"))
    }
    // Before 2.3 a Sequential's configuration was the list of its layers.
    guard let values = config["layers"]?.elements ?? config.elements else {
      throw failure("its configuration has no layers")
    }
    var objects: [KerasObject] = []
    for value in values {
      let object = try KerasObject(value, major: major, path: path)
      if !KerasChain.maskClasses.contains(object.className) { objects.append(object) }
    }
    (self.objects, self.path, self.kind, self.config, self.values) = (objects, path, kind, config, values)
    buildShape = config["build_input_shape"] ?? value["build_config"]?["input_shape"]
  }

  /// Its layers by their names, from the input to the output.
  ///
  /// - Throws: ``ForeignModelError`` where they are no chain.
  func steps() throws(ForeignModelError) -> [KerasChain.Step] {
    guard kind != "Sequential" else { return objects.map { .layer($0.name) } }
    return try KerasChain.steps(of: values, config: config, path: path)
  }

  /// That of a functional model; nil: its last layer's.
  var outputName: String? {
    let place = config["output_layers"]?.elements?.first
    return place?.string ?? place?.elements?.first?.string
  }

  /// Of one example; nil: the file does not say.
  var inputShape: LayerShape? {
    let sizes =
      objects.lazy.compactMap { $0.config["batch_input_shape"] ?? $0.config["batch_shape"] }.first ?? buildShape
    if let elements = sizes?.elements { return LayerShape(elements.dropFirst().map(\.count)) }
    return objects.lazy.compactMap { try? $0.model }.first?.inputShape
  }
}

extension KerasObject {
  /// A layer that is a model; nil: it is none.
  var model: KerasModel? {
    get throws(ForeignModelError) {
      KerasModel.classes.contains(className) ? try KerasModel(value, major: major, path: path) : nil
    }
  }
}
