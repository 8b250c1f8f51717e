import RecurrentFoundation

/// Reads the layers of a model and of those in it. All are read, so that what is not here is named at once.
struct KerasPartReader {
  private let file: KerasFile
  /// Deeper than models lie in models.
  private static let maximumDepth = 16

  init(_ file: KerasFile) { self.file = file }

  /// In the order in which they run.
  ///
  /// - Parameters:
  ///   - location: where Keras 3 has the model's weights.
  ///   - owner: the outermost model that it lies in.
  func parts(
    of model: KerasModel, location: String = "", owner: String? = nil, depth: Int = 0
  ) throws(ForeignModelError) -> [KerasNetwork.Part] {
    guard depth < Self.maximumDepth else {
      throw ForeignModelError(
        path: model.path, problem: .malformed("models lie in more than \(Self.maximumDepth) others"))
    }
    var byName: [String: [KerasNetwork.Part]] = [:]
    var failures: [(layer: String, reason: String)] = []
    var counts: [String: Int] = [:]
    let steps = Result { () throws(ForeignModelError) in try model.steps() }
    // Layers that are not here are said before a model is no chain, of which sums may be the reason.
    let sums = Set((try? steps.get().flatMap(\.sums)) ?? model.objects.filter(\.adds).map(\.name))
    for object in model.objects {
      let own = KerasNames.location(of: object.className, in: location, &counts)
      if sums.contains(object.name) { continue }
      do throws(ForeignModelError) {
        if let inner = try object.model {
          byName[object.name] = try parts(of: inner, location: own, owner: owner ?? object.name, depth: depth + 1)
        } else {
          byName[object.name] = [.layer(try layer(object, location: own, owner: owner))]
        }
      } catch {
        guard case .unsupported(let layer, let reason) = error.problem else { throw error }
        failures.append((layer, reason))
      }
    }
    try refuse(failures)
    return try steps.get().flatMap { $0.parts(byName) }
  }

  private func layer(_ object: KerasObject, location: String, owner: String?) throws(ForeignModelError) -> KerasLayer {
    var layer = try KerasLayerReader.layer(object) { () throws(ForeignModelError) in
      try file.weights.arrays(of: object.name, at: location, path: file.path)
    }
    (layer.place.location, layer.place.model) = (location, owner)
    return layer
  }

  private func refuse(_ failures: [(layer: String, reason: String)]) throws(ForeignModelError) {
    guard let first = failures.first else { return }
    let reasons = failures.map(\.reason).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    throw ForeignModelError(
      path: file.path,
      problem: .unsupported(
        layer: failures.count == 1 ? first.layer : failures.map(\.layer).joined(separator: ", "),
        reason: reasons.joined(separator: "; ")))
  }
}

extension KerasObject {
  fileprivate var adds: Bool { className == KerasChain.sumClass }
}

extension KerasChain.Step {
  /// The names of the layers that add.
  fileprivate var sums: [String] {
    switch self {
    case .layer: []
    case .residual(let steps, let sum): [sum] + steps.flatMap(\.sums)
    }
  }

  fileprivate func parts(_ byName: [String: [KerasNetwork.Part]]) -> [KerasNetwork.Part] {
    switch self {
    case .layer(let name): byName[name] ?? []
    case .residual(let steps, _): [.residual(steps.flatMap { $0.parts(byName) })]
    }
  }
}
