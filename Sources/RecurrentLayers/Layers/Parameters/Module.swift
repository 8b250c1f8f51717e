/// A layer, or a model made of layers.
///
/// The layers and parameters that a type stores are found by themselves, under the names of their properties:
/// ```swift
/// struct CharacterModel: Module {
///   let embedding = Embedding(count: 65, size: 128)
///   let lstm = LSTM(inputSize: 128, hiddenSize: 128, layers: 2)
///   let decoder = Dense(inputSize: 128, outputSize: 65)
///
///   func callAsFunction(_ tokens: IndexTensor) -> Tensor {
///     decoder(lstm(embedding(tokens)).output)
///   }
/// }
/// ```
/// has the parameters `embedding.weight`, `lstm.weight_ih_l0`, ..., `decoder.bias`.
public protocol Module: Sendable {
  /// The parameters of this very layer, in order.
  var parameters: [Parameter] { get }

  /// The layers inside, by name, in order.
  var children: [(name: String, module: any Module)] { get }
}

extension Module {
  public var parameters: [Parameter] {
    storedProperties.compactMap { $0.value as? Parameter }
  }

  public var children: [(name: String, module: any Module)] {
    storedProperties.flatMap { name, value -> [(name: String, module: any Module)] in
      switch value {
      case let module as any Module: [(name, module)]
      case let modules as [any Module]: modules.enumerated().map { ("\(name).\($0.offset)", $0.element) }
      default: []
      }
    }
  }

  /// All parameters, those of the layers inside included, each once, under its full name.
  public var namedParameters: [NamedParameter] {
    var seen: Set<ObjectIdentifier> = []
    return allParameters(prefix: "").filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
  }

  private func allParameters(prefix: String) -> [NamedParameter] {
    parameters.map { NamedParameter(name: prefix + $0.name, parameter: $0) }
      + children.flatMap { $0.module.allParameters(prefix: "\(prefix)\($0.name).") }
  }

  private var storedProperties: [(name: String, value: Any)] {
    sequence(first: Mirror(reflecting: self), next: \.superclassMirror).reversed().flatMap { mirror in
      mirror.children.compactMap { child in child.label.map { ($0, child.value) } }
    }
  }
}
