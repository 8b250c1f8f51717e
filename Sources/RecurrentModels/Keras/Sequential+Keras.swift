import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

extension Sequential {
  /// Builds the model of a Keras file: a `Sequential`, or a functional model that is a chain, as `.keras` of Keras 3 or a
  /// whole `.h5` of Keras 1 to 3.
  ///
  /// ```swift
  /// let model = try Sequential(keras: "model.keras")
  /// let y = try model.predict(x)
  /// ```
  /// It predicts what Keras predicts, and is compiled as it was where its loss and optimiser are here; then `fit` goes on
  /// with its weights, and an optimiser that has seen nothing. Regularizers and constraints are not taken over.
  ///
  /// A hard sigmoid is that of the file's version: 0.2 x + 0.5 before Keras 3, x / 6 + 0.5 since. Keras 3 itself reads an
  /// old file with the new one.
  ///
  /// - Parameters:
  ///   - inputShape: where the file does not say it.
  ///   - maximumBytes: what the file may take in memory.
  /// - Throws: ``ForeignModelError`` with the layer or option that is not here; ``FormatError``; ``FileError``.
  public convenience init(
    keras path: String, inputShape: LayerShape? = nil, maximumBytes: Int = ReadingLimit.bytes
  ) throws {
    let file = try KerasFile(contentsOf: path, maximumBytes: maximumBytes)
    let network = try KerasNetwork(file)
    guard let shape = inputShape ?? network.inputShape else {
      throw ForeignModelError(path: path, problem: .malformed("it does not say its input's shape: give inputShape"))
    }
    try network.requireEqualSums(inputShape: shape, path: path)
    try self.init(
      network.specifications, inputShape: shape, weightCount: file.weights.count(path: path), path: path)
    try file.give(to: children.flatMap { $0.module.withoutSums }, of: network.places)
    if let compilation = file.compilation.flatMap(KerasCompilation.init) {
      compile(optimizer: compilation.optimizer, loss: compilation.loss, metrics: compilation.metrics)
    }
  }

  /// Takes the weights of a Keras file of the same layers: `.weights.h5` or the index `.weights.json` of several, what
  /// `save_weights` wrote before Keras 3, or a whole model. The layers of a residual are in it beside the others.
  ///
  /// - Throws: ``ForeignModelError`` where the layers are others; ``FormatError``; ``FileError``. The weights then are as
  ///   they were.
  public func loadWeights(keras path: String, maximumBytes: Int = ReadingLimit.bytes) throws {
    _ = requireInputShape("loadWeights")
    let file = try KerasFile(contentsOf: path, maximumBytes: maximumBytes)
    let layers = zip(specifications, children).flatMap { $0.layers(of: $1) }
    let places = layers.map { KerasPlace(layer: $0.name, className: $0.kind, cells: [nil]) }
    try file.give(to: layers.map(\.module), of: places.located())
  }

  /// A model of layers that a file asks for, which has so many weights.
  convenience init(
    _ specifications: [any LayerSpecification], inputShape: LayerShape, weightCount: Int, path: String
  ) throws(ForeignModelError) {
    guard !specifications.isEmpty else {
      throw ForeignModelError(path: path, problem: .malformed("it has no layers"))
    }
    self.init(specifications)
    let built = Parameter.$isToBeOverwritten.withValue(true) {
      Result { () throws(SpecificationError) in try build(inputShape: inputShape, weightCount: weightCount) }
    }
    do throws(SpecificationError) {
      try built.get()
    } catch {
      throw ForeignModelError(path: path, problem: .malformed("\(error)"))
    }
  }
}

extension KerasFile {
  /// Gives all modules their weights, or none.
  ///
  /// - Parameter modules: one for each cell of the places.
  func give(to modules: [any Module], of places: [KerasPlace]) throws {
    var rest = modules[...]
    var taken: [(parameter: Parameter, value: Tensor)] = []
    for (place, arrays) in zip(places, try weights.arrays(of: places, modules, path: path)) {
      var taking = KerasTaking(arrays.dropLast(place.constantCount), layer: place.layer, path: path)
      for module in rest.prefix(place.cells.count) { try taking.take(module) }
      rest = rest.dropFirst(place.cells.count)
      try taking.finish()
      taken += taking.taken
    }
    for (parameter, value) in taken { parameter.value = value }
  }
}

extension LayerSpecification {
  /// Itself, or the layers of a sum, as Keras has them beside the others.
  fileprivate func layers(of module: NamedModule) -> [(kind: String, name: String, module: any Module)] {
    guard let residual = self as? ResidualSpecification else { return [(kind, module.name, module.module)] }
    return zip(residual.layers, module.module.children).flatMap { specification, child in
      specification.layers(of: NamedModule(name: "\(module.name).\(child.name)", module: child.module))
    }
  }
}

extension Module {
  /// Itself, or the layers of a sum.
  fileprivate var withoutSums: [any Module] {
    guard let residual = self as? Residual else { return [self] }
    return residual.children.flatMap { $0.module.withoutSums }
  }
}
