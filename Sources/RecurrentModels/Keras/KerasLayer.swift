import RecurrentTraining

/// One layer of a Keras file: the layers here that do its work, and where its weights are.
struct KerasLayer {
  /// Several where cells are stacked in one layer, none for an input.
  let specifications: [any LayerSpecification]
  let place: KerasPlace

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
}
