import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// A file's arrays, by layer and in Keras's order.
enum KerasWeights {
  /// Keras 3: `layers/gru_1/cell/vars/0`. A layer is found by its class and how many of it came before.
  case byClass(HDF5Group)
  /// Before, and Keras 3's `.h5`: each layer's group says the names of its arrays, in the order of layers.
  case byName(HDF5Group)

  /// The numbers that are weights.
  func count(path: String) throws(ForeignModelError) -> Int {
    let arrays: [StoredTensor]
    switch self {
    case .byClass(let root): arrays = Self.classArrays(of: root)
    case .byName(let root): arrays = try Self.layers(of: root, path: path).flatMap(\.arrays)
    }
    return arrays.reduce(0) { $0 + $1.count }
  }

  /// The arrays of one of the file's layers.
  ///
  /// - Parameter location: where Keras 3 has it.
  func arrays(of layer: String, at location: String, path: String) throws(ForeignModelError) -> [StoredTensor] {
    switch self {
    case .byClass(let root): Self.variables(at: location, in: root)
    case .byName(let root): try Self.layers(of: root, path: path).first { $0.layer == layer }?.arrays ?? []
    }
  }

  /// The arrays of each layer.
  ///
  /// - Parameter modules: one for each cell of the places.
  /// - Throws: ``ForeignModelError`` where the file has other layers, or an array that is nobody's.
  func arrays(
    of places: [KerasPlace], _ modules: [any Module], path: String
  ) throws(ForeignModelError) -> [[StoredTensor]] {
    switch self {
    case .byClass(let root): try Self.byClass(root, places, modules[...], path: path)
    case .byName(let root): try Self.byName(root, places, modules[...], path: path)
    }
  }
}

// Keras 3.
extension KerasWeights {
  /// What a generator of random numbers goes on with is no weight.
  private static func classArrays(of root: HDF5Group) -> [StoredTensor] {
    (root.group("layers")?.allDatasets ?? []).filter { !$0.name.contains("seed_generator") }
  }

  private static func byClass(
    _ root: HDF5Group, _ places: [KerasPlace], _ modules: ArraySlice<any Module>, path: String
  ) throws(ForeignModelError) -> [[StoredTensor]] {
    var rest = modules
    let arrays = places.map { place in
      let layer = place.location
      return place.cells.flatMap { cell -> [StoredTensor] in
        guard let module = rest.popFirst() else { return [] }
        return (cell.map { ["\(layer)/\($0)"] } ?? groups(of: module, at: layer)).flatMap {
          variables(at: $0, in: root)
        }
      }
    }
    let used = Set(arrays.joined().map(\.name))
    let unused = classArrays(of: root).map(\.name).filter { !used.contains($0) }
    guard unused.isEmpty else {
      throw ForeignModelError(path: path, problem: .otherTensors(missing: [], unexpected: unused, misshapen: []))
    }
    return arrays
  }

  /// Where the arrays of a layer are, by what it is made of.
  private static func groups(of module: any Module, at layer: String) -> [String] {
    switch module {
    case is RecurrentLayer: ["\(layer)/cell"]
    case is Bidirectional: ["\(layer)/forward_layer/cell", "\(layer)/backward_layer/cell"]
    case let time as TimeDistributed: groups(of: time.layer.module, at: "\(layer)/layer")
    default: [layer]
    }
  }

  /// The arrays of a group, in their order.
  private static func variables(at path: String, in root: HDF5Group) -> [StoredTensor] {
    guard let group = root.group(at: path + "/vars") else { return [] }
    return (0..<group.datasets.count).compactMap { group.dataset(at: String($0)) }
  }
}

// Before, and Keras 3's `.h5`.
extension KerasWeights {
  private static func byName(
    _ root: HDF5Group, _ places: [KerasPlace], _ modules: ArraySlice<any Module>, path: String
  ) throws(ForeignModelError) -> [[StoredTensor]] {
    let saved = try layers(of: root, path: path)
    var (rest, left, arrays) = (modules, saved[...], [[StoredTensor]]())
    var start = 0
    while start < places.count {
      // The arrays of all layers of a model stand in one list.
      let model = places[start].model
      let end = model == nil ? start + 1 : places[start...].firstIndex { $0.model != model } ?? places.count
      let counts = places[start..<end].map { place -> KerasArrayCount in
        defer { rest = rest.dropFirst(place.cells.count) }
        let constants = KerasArrayCount(others: place.constantCount)
        return rest.prefix(place.cells.count).reduce(constants) { $0 + .of($1) }
      }
      let own = counts.contains { $0.total > 0 } ? left.popFirst()?.arrays ?? [] : []
      arrays += counts.count == 1 ? [own] : KerasArrayCount.split(own, counts)
      start = end
    }
    guard left.isEmpty else {
      throw ForeignModelError(
        path: path,
        problem: .otherTensors(
          missing: [], unexpected: left.flatMap { $0.arrays.map(\.name) }, misshapen: []))
    }
    return arrays
  }

  /// The layers that have arrays.
  private static func layers(
    of root: HDF5Group, path: String
  ) throws(ForeignModelError) -> [(layer: String, arrays: [StoredTensor])] {
    func malformed(_ reason: String) -> ForeignModelError {
      ForeignModelError(path: path, problem: .malformed(reason))
    }
    var layers: [(layer: String, arrays: [StoredTensor])] = []
    for name in list("layer_names", of: root) {
      guard let group = root.group(at: name) else { throw malformed("the layer \(name.quoted) is missing") }
      var arrays: [StoredTensor] = []
      for weight in list("weight_names", of: group) {
        guard let array = group.dataset(at: weight) else { throw malformed("the weight \(weight.quoted) is missing") }
        arrays.append(array)
      }
      if !arrays.isEmpty { layers.append((name, arrays)) }
    }
    return layers
  }

  /// A list of names; one longer than 64 kB is cut into several, with numbers behind the attribute's name.
  private static func list(_ attribute: String, of group: HDF5Group) -> [String] {
    if let whole = group.attributes[attribute]?.strings { return whole }
    var names: [String] = []
    var part = 0
    while let more = group.attributes["\(attribute)\(part)"]?.strings {
      names += more
      part += 1
    }
    return names
  }
}
