/// A layer before it knows its input: Keras's way of saying what a model is made of.
///
/// ```swift
/// let model = Sequential([.embedding(2000, 128), .lstm(196, dropout: 0.2), .dense(2, activation: .softmax)])
/// ```
/// A specification is a value, holds no weights, and gives a new layer each time that it is built. The layers themselves
/// (``Dense``, ``LSTM``, ...) are the ``Module``s that one makes and calls without a specification too. Sizes and first
/// values left out are Keras's; those of the modules are PyTorch's.
///
/// A layer of one's own: ``ModuleSpecification``, or another type that conforms.
public protocol LayerSpecification: Sendable {
  /// What a summary calls the layer, Keras's class name: `LSTM`.
  var kind: String { get }

  /// Makes the layer for inputs of a shape. A shape that it cannot take stops the program, naming both.
  func build(inputShape: LayerShape) -> BuiltLayer
}

/// A specification by a closure: what most layers need.
///
/// ```swift
/// let highway = ModuleSpecification("Highway") { inputShape in
///   let layer = Highway(size: inputShape.features(for: "Highway"))  // a Module
///   return BuiltLayer(kind: "Highway", module: layer, outputShape: inputShape) { value in value.map { layer($0) } }
/// }
/// ```
public struct ModuleSpecification: LayerSpecification {
  public let kind: String
  private let make: @Sendable (LayerShape) -> BuiltLayer

  public init(_ kind: String, build: @escaping @Sendable (_ inputShape: LayerShape) -> BuiltLayer) {
    self.kind = kind
    make = build
  }

  public func build(inputShape: LayerShape) -> BuiltLayer { make(inputShape) }
}

/// A layer that knows its input: a module, and how a value passes through it.
public struct BuiltLayer: Sendable {
  /// As ``LayerSpecification/kind``.
  public let kind: String
  /// The layer itself, with its parameters.
  public let module: any Module
  /// Of what comes out, less the batch axis.
  public let outputShape: LayerShape
  private let run: @Sendable (LayerValue) -> LayerValue

  public init(
    kind: String, module: any Module, outputShape: LayerShape, run: @escaping @Sendable (LayerValue) -> LayerValue
  ) {
    self.kind = kind
    self.module = module
    self.outputShape = outputShape
    self.run = run
  }

  public func callAsFunction(_ value: LayerValue) -> LayerValue { run(value) }

  /// The weights of the layer and of those inside it.
  public var parameterCount: Int { module.namedParameters.reduce(0) { $0 + $1.parameter.count } }
}
