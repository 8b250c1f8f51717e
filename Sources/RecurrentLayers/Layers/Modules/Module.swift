/// A layer, or a model made of layers.
///
/// The layers and parameters that a type stores are found by themselves, under the names of its properties:
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
///
/// ## What is found
///
/// Stored properties are searched, and so is what they hold, to any depth: optionals, arrays, dictionaries, tuples, plain
/// structs and the payloads of enums.
///
/// | stored property | names |
/// | --- | --- |
/// | `head: Dense` | `head.weight`, `head.bias` |
/// | `heads: [Dense]` | `heads.0.weight`, ... |
/// | `heads: [String: Dense]` | `heads.load.weight`, ..., the keys in alphabetical order |
/// | `heads: (load: Dense, speed: Dense)` | `heads.load.weight`, ... |
/// | `body: Body`, whose case is `lstm(LSTM)` | `body.lstm.weight_ih_l0`, ... |
/// | `temperature: Parameter` | the parameter's own name |
/// | `scales: [Parameter]` | `scales.0`, ... |
///
/// Three places are not searched: sets, which have no order; objects of classes that are no modules; and lazy properties
/// that nobody has read yet. A layer that is nowhere but there stops the program, with the name of the property, as soon
/// as a ``ParameterStore`` is made or the module is saved or loaded.
///
/// Two places cannot be looked into: what a closure has captured, and values that cannot be copied, as those in a
/// `Mutex`. A layer that is nowhere but there is neither trained nor saved.
///
/// A module that wants other names, or leaves layers out, declares its ``contents`` itself.
///
/// ## Copies
///
/// A parameter is a place. A copy of a struct therefore has the same weights as the original, and whoever trains one
/// trains both. ``frozen()`` copies all that a module is at a moment, to be used while the original goes on learning. A
/// second model that learns by itself is built as the first was, and then takes its weights: ``copyParameters(from:)``.
public protocol Module: Sendable {
  /// The parameters of this very module and the modules inside. What the stored properties hold, unless declared.
  var contents: ModuleContents { get }
}

extension Module {
  public var contents: ModuleContents { ModuleSearch(self).contents }

  /// The modules that are right inside, in order.
  public var children: [NamedModule] { contents.children }

  /// The module inside that has a name, as the names of its parameters begin: `encoder.lstm`, in a `Sequential` `lstm_1`.
  /// Nil: there is none of that name and type.
  ///
  /// ```swift
  /// let lstm = model.layer(named: "lstm_1", as: RecurrentLayer.self)
  /// ```
  public func layer<Layer: Module>(named name: String, as type: Layer.Type = Layer.self) -> Layer? {
    var found: Layer?
    forEachModule { module, _, prefix in
      if found == nil, prefix == name + "." { found = module as? Layer }
    }
    return found
  }

  /// All parameters, those of the modules inside included, each once, under its first full name.
  public var namedParameters: [NamedParameter] {
    var walk = ParameterWalk()
    forEachModule { _, contents, prefix in walk.add(contents, prefix: prefix) }
    walk.finish(type(of: self))
    return walk.found
  }

  /// All parameters in the order of ``namedParameters``.
  public var parameters: [Parameter] { namedParameters.map(\.parameter) }

  /// The number of weights, those of the modules inside included.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Takes the values of all parameters of another model, which has the same names and shapes.
  public func copyParameters(from other: some Module) {
    let (targets, sources) = (namedParameters, other.namedParameters)
    check(
      targets.map(\.name) == sources.map(\.name), "\(Self.self).copyParameters", "names of the parameters",
      expected: targets.map(\.name), got: sources.map(\.name))
    for (target, source) in zip(targets, sources) {
      check(
        target.parameter.shape == source.parameter.shape, "\(Self.self).copyParameters", "shape of \(target.name)",
        expected: target.parameter.shape, got: source.parameter.shape)
      target.parameter.set(source.parameter.value, isQuantized: source.parameter.isQuantized)
    }
  }

  /// Visits this module and those inside, a module before its children, an object once.
  ///
  /// - Parameter body: also gets what the names inside the module begin with: `encoder.lstm.`.
  func forEachModule(_ body: (_ module: any Module, _ contents: ModuleContents, _ prefix: String) -> Void) {
    var objects: Set<ObjectIdentifier> = []
    func visit(_ module: any Module, _ prefix: String) {
      // Only an object can hold itself.
      if type(of: module) is AnyObject.Type {
        guard objects.insert(ObjectIdentifier(module as AnyObject)).inserted else { return }
      }
      let contents = module.contents
      body(module, contents, prefix)
      for child in contents.children { visit(child.module, prefix + child.prefix) }
    }
    visit(self, "")
  }
}
