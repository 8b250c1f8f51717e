import RecurrentLayers
import RecurrentTraining

/// An embedding of units and, where the layers after it do not count for themselves, of their places in the text: the
/// sum of both (Gehring et al. 2017).
struct PlacedEmbedding: Module {
  let units: Embedding
  let places: Embedding?

  /// - Parameter places: how many of them are told apart; 0: none.
  init(count: Int, size: Int, places: Int) {
    units = Embedding(count: count, size: size)
    self.places = places > 0 ? Embedding(count: places, size: size) : nil
  }

  /// Units have the name that they would have by themselves.
  var contents: ModuleContents {
    let places = places.map { [NamedModule(name: "places", module: $0)] } ?? []
    return ModuleContents(children: [NamedModule(name: "", module: units)] + places)
  }

  /// - Parameters:
  ///   - tokens: `[batch, time]`.
  ///   - start: the place of the first step, counted from 0.
  /// - Returns: `[batch, time, size]`.
  func callAsFunction(_ tokens: IndexTensor, from start: Int = 0) -> Tensor {
    guard let places else { return units(tokens) }
    let (batch, steps) = (tokens.shape[0], tokens.shape[1])
    let row = (0..<steps).map { Int32(start + $0) }
    return units(tokens) + places(IndexTensor(shape: [batch, steps], scalars: (0..<batch).flatMap { _ in row }))
  }
}
