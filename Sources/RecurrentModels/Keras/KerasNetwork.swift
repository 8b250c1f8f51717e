import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// A Keras model as a chain of layers, and the shape that goes in.
struct KerasNetwork {
  /// A layer, or layers whose input is added to what they give.
  indirect enum Part {
    case layer(KerasLayer)
    case residual([Part])
  }

  let parts: [Part]
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
          "weights alone, without a model's configuration: loadWeights(keras:) puts them into a model of the same layers; "
            + "in Python, 'load_weights' and 'save' make one file of both"
        ))
    }
    do throws(ForeignModelError) {
      let model = try KerasModel(value, major: file.major, path: file.path)
      parts = try KerasPartReader(file).parts(of: model)
      let places = parts.flatMap(\.layers).map(\.place)
      inputName = model.objects.first { $0.className == "InputLayer" }?.name ?? (places.first?.owner ?? "") + "_input"
      outputName = model.outputName ?? places.last?.owner ?? ""
      inputShape = model.inputShape
      try KerasMasks.requireTurnedWithSteps(parts.flatMap(\.layers), path: file.path)
    } catch {
      throw error.advising(file)
    }
  }

  var specifications: [any LayerSpecification] { parts.flatMap(\.specifications) }

  var places: [KerasPlace] { parts.flatMap(\.layers).map(\.place) }

  /// Refuses sums that Keras repeats one side of.
  func requireEqualSums(inputShape: LayerShape, path: String) throws(ForeignModelError) {
    _ = try Self.shape(behind: specifications, inputShape, path: path)
  }

  /// nil: a layer does not take what comes to it, as is said when it is built.
  private static func shape(
    behind specifications: [any LayerSpecification], _ inputShape: LayerShape, path: String
  ) throws(ForeignModelError) -> LayerShape? {
    var shape = inputShape
    for specification in specifications {
      if let residual = specification as? ResidualSpecification {
        guard let inner = try self.shape(behind: residual.layers, shape, path: path) else { return nil }
        guard inner == shape else {
          throw ForeignModelError(
            path: path,
            problem: .unsupported(layer: "Add", reason: "\(shape) and \(inner): only equal shapes are added here"))
        }
      } else {
        guard let outline = try? specification.outline(inputShape: shape) else { return nil }
        shape = outline.outputShape
      }
    }
    return shape
  }
}

extension KerasNetwork.Part {
  /// Those of Keras, in order.
  var layers: [KerasLayer] {
    switch self {
    case .layer(let layer): [layer]
    case .residual(let parts): parts.flatMap(\.layers)
    }
  }

  var specifications: [any LayerSpecification] {
    switch self {
    case .layer(let layer): layer.specifications
    case .residual(let parts): [.residual(parts.flatMap(\.specifications))]
    }
  }
}

extension ForeignModelError {
  /// What can be done with a model that has something which is not here.
  fileprivate func advising(_ file: KerasFile) -> ForeignModelError {
    guard case .unsupported(let layer, let reason) = problem else { return self }
    let export =
      file.major < 3
      ? "'python -m tf2onnx.convert --keras FILE --output model.onnx'"
      : "Keras's model.export(\"model.onnx\", format=\"onnx\")"
    return ForeignModelError(
      path: path,
      problem: .unsupported(layer: layer, reason: "\(reason): \(export) may make a file that runs here"))
  }
}
