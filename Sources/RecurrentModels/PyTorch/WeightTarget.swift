import RecurrentKernels
import RecurrentLayers

/// A parameter and the tensors that its value is made of.
struct WeightTarget {
  let parameter: Parameter
  /// Which tensors, of those that there are.
  let names: (_ shape: (String) -> [Int]?) -> [String]
  let value: ([Tensor]) throws -> Tensor

  func sources(_ shape: (String) -> [Int]?) -> [String] { names(shape) }

  init(_ parameter: Parameter, _ names: [String], value: @escaping ([Tensor]) throws -> Tensor = { $0[0] }) {
    self.init(parameter, names: { _ in names }, value: value)
  }

  init(
    _ parameter: Parameter, names: @escaping ((String) -> [Int]?) -> [String],
    value: @escaping ([Tensor]) throws -> Tensor
  ) { (self.parameter, self.names, self.value) = (parameter, names, value) }

  /// Those of all parameters of a module.
  static func all(of module: some Module, _ convention: WeightConvention) -> [WeightTarget] {
    var targets: [WeightTarget] = []
    var seen: Set<ObjectIdentifier> = []
    func visit(_ module: any Module, _ prefix: String) {
      for target in own(module, prefix, convention) where seen.insert(ObjectIdentifier(target.parameter)).inserted {
        targets.append(target)
      }
      for child in module.children { visit(child.module, child.name.isEmpty ? prefix : "\(prefix)\(child.name).") }
    }
    visit(module, "")
    return targets
  }

  /// Those of a module's very own parameters.
  private static func own(_ module: any Module, _ prefix: String, _ convention: WeightConvention) -> [WeightTarget] {
    switch (module, convention) {
    case (let layer as RecurrentLayer, .pytorch): PyTorchWeights.targets(of: layer, prefix)
    case (let layer as RecurrentLayer, .mlx): MLXWeights.targets(of: layer, prefix)
    case (let layer as RecurrentLayer, .flax): FlaxWeights.targets(of: layer, prefix)
    case (let dense as Dense, .flax): FlaxWeights.targets(of: dense, prefix)
    case (let embedding as Embedding, .flax): [WeightTarget(embedding.weight, [prefix + "embedding"])]
    case (let layer as LayerNorm, .flax):
      [(layer.weight, "scale"), (layer.bias, "bias")].compactMap { parameter, name in
        parameter.map { WeightTarget($0, [prefix + name]) }
      }
    default: module.contents.parameters.map { WeightTarget($0.parameter, [prefix + $0.name]) }
    }
  }
}

/// One of the tensors that a value is made of has another shape than they must have.
struct UnfitTensor: Error {
  let index: Int
  let expected: [Int]

  /// - Throws: the first that is unfit.
  static func require(_ expected: [Int], _ tensors: [Tensor]) throws {
    if let index = tensors.firstIndex(where: { $0.shape != expected }) {
      throw UnfitTensor(index: index, expected: expected)
    }
  }
}

extension RecurrentLayer {
  /// The parameters of each level and direction, with PyTorch's ending of their names: `_l0`, `_l0_reverse`.
  var directions: [(suffix: String, parameters: [Parameter])] {
    let count = parameters.count / (layers * direction.count)
    return (0..<layers * direction.count).map { index in
      let (level, way) = (index / direction.count, index % direction.count)
      return ("_l\(level)" + (way == 1 ? "_reverse" : ""), Array(parameters[index * count..<(index + 1) * count]))
    }
  }
}
