import RecurrentTraining

/// One layer of a Keras file: the layers here that do its work, and where its weights are.
struct KerasLayer {
  /// Several where cells are stacked in one layer, none for an input.
  let specifications: [any LayerSpecification]
  var place: KerasPlace

  /// - Parameter cells: where each specification's weights are below the layer's; nil: where its kind has them.
  init(_ object: KerasObject, _ specifications: [any LayerSpecification], cells: [String?]? = nil) {
    self.specifications = specifications
    place = KerasPlace(
      layer: object.name, className: object.className, cells: cells ?? specifications.map { _ in nil })
  }
}

/// Where a layer's weights are in a file.
struct KerasPlace {
  /// What messages call it.
  let layer: String
  let className: String
  /// One for each module that the layer became: the group of its cell below the layer's; nil: where its kind has it.
  let cells: [String?]
  /// How many of the layer's arrays are no weights, and were read with its options.
  var constantCount = 0
  /// Where Keras 3 has them: `layers/gru_1`.
  var location = ""
  /// The model among the file's layers that it lies in; nil: it is one of the file's layers itself.
  var model: String?

  /// The file's own layer.
  var owner: String { model ?? layer }
}

extension [KerasPlace] {
  /// The places with their locations in a model: each under its class and the number of those of it before.
  func located(in model: String = "") -> [KerasPlace] {
    var counts: [String: Int] = [:]
    return map { place in
      var place = place
      place.location = KerasNames.location(of: place.className, in: model, &counts)
      return place
    }
  }
}
