import RecurrentKernels
import RecurrentLayers

/// A layer before it knows its input: Keras's way of saying what a model is made of.
///
/// ```swift
/// let model = Sequential([.embedding(2000, 128), .lstm(196, dropout: 0.2), .dense(2, activation: .softmax)])
/// ```
/// A specification is a value, holds no weights, and gives a new layer each time that it is built. It is data: a model's
/// folder holds it under its ``kind``. The layers themselves (``Dense``, ``LSTM``, ...) are the ``Module``s that one makes
/// and calls without a specification too. Sizes and first values left out are Keras's; those of the modules are PyTorch's.
///
/// A layer of one's own is a type that conforms; its stored properties are its options. To read a model that has it, name
/// it in ``CustomObjects``.
///
/// ```swift
/// struct HighwaySpecification: LayerSpecification {
///   var activation: Activation = .relu
///   var kind: String { "Highway" }
///
///   func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
///     let size = try inputShape.features(for: kind)
///     return LayerOutline(outputShape: inputShape, parameterCount: 2 * size * (size + 1))
///   }
///
///   func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
///     let layer = Highway(size: try inputShape.features(for: kind), activation: activation)  // a Module
///     return BuiltLayer(layer) { value in value.map { layer($0) } }
///   }
/// }
/// let model = Sequential([HighwaySpecification(), .dense(1)])
/// ```
public protocol LayerSpecification: Codable, Sendable {
  /// What a summary and a model's folder call the layer, Keras's class name: `LSTM`.
  var kind: String { get }

  /// How many different tokens the layer takes: whole numbers from 0. nil: it takes numbers.
  var tokenCount: Int? { get }

  /// What the layer will be for inputs of a shape, without making it.
  ///
  /// - Throws: ``SpecificationError`` where an option cannot be, or the layer cannot take the shape.
  func outline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline

  /// Makes the layer for inputs of a shape that ``outline(inputShape:)`` takes.
  func build(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer
}

/// What a layer will be.
public struct LayerOutline: Sendable, Equatable {
  /// Of what comes out, less the batch axis.
  public let outputShape: LayerShape
  /// The number of its weights.
  public let parameterCount: Int

  /// What comes out, and the number of weights.
  public init(outputShape: LayerShape, parameterCount: Int = 0) {
    self.outputShape = outputShape
    self.parameterCount = parameterCount
  }
}

/// A layer that knows its input: a module, and how a value passes through it.
public struct BuiltLayer: Sendable {
  /// The layer itself, with its parameters.
  public let module: any Module
  /// The layer as a stream runs it, step by step; empty: a step goes through as it is. Nil: the layer needs the whole
  /// sequence.
  public let steps: [StreamLayer]?
  private let run: @Sendable (LayerValue) -> LayerValue

  /// - Parameters:
  ///   - steps: see ``steps``.
  ///   - run: a batch of whole sequences through the layer.
  public init(
    _ module: any Module, steps: [StreamLayer]? = nil, run: @escaping @Sendable (LayerValue) -> LayerValue
  ) {
    (self.module, self.steps, self.run) = (module, steps, run)
  }

  /// What comes out for what goes in.
  public func callAsFunction(_ value: LayerValue) -> LayerValue { run(value) }
}

extension LayerSpecification {
  func require(
    _ condition: Bool, _ what: String, expected: some Sendable, got: some Sendable
  ) throws(SpecificationError) {
    if !condition { throw SpecificationError(kind, what, expected: expected, got: got) }
  }

  func requireSize(_ size: Int, _ option: String) throws(SpecificationError) {
    let largest = LayerShape.maximumSize
    try require((1...largest).contains(size), option, expected: "1 to \(largest)", got: size)
  }

  func requireRate(_ rate: Float, _ option: String) throws(SpecificationError) {
    try require((0..<1).contains(rate), option, expected: "0 ..< 1", got: rate)
  }

  /// Some rules are of matrices alone.
  func requireBiasInitializer(_ initializer: Initializer) throws(SpecificationError) {
    try require(
      !initializer.isOfMatrices, "biasInitializer", expected: "one for a vector", got: initializer)
  }

  /// The outline, its sizes checked: they may come from a file, or from a layer of somebody's own.
  func checkedOutline(inputShape: LayerShape) throws(SpecificationError) -> LayerOutline {
    try require(
      isBuiltIn || SavedLayer.builtIn[kind] == nil, "kind of a layer of one's own",
      expected: "one that is none of this package's", got: kind)
    try inputShape.requireSizes(of: "input", for: kind)
    let outline = try outline(inputShape: inputShape)
    try outline.outputShape.requireSizes(of: "output", for: kind)
    try require(
      outline.parameterCount >= 0, "parameterCount of the outline", expected: "at least 0", got: outline.parameterCount)
    return outline
  }

  /// Builds the layer and sees whether it has as many weights as it said.
  func makeLayer(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let expected = try checkedOutline(inputShape: inputShape).parameterCount
    let layer = try isBuiltIn ? build(inputShape: inputShape) : buildWithFirstValues(inputShape: inputShape)
    let count = layer.module.parameterCount
    try require(count == expected, "weights", expected: "\(expected) as in its outline", got: count)
    return layer
  }

  private var isBuiltIn: Bool { SavedLayer.builtIn[kind] == Self.self }

  /// A layer of somebody's own may count on them, whatever is done to its parameters later.
  private func buildWithFirstValues(inputShape: LayerShape) throws(SpecificationError) -> BuiltLayer {
    let result = Parameter.$isToBeOverwritten.withValue(false) {
      Result { () throws(SpecificationError) in try build(inputShape: inputShape) }
    }
    return try result.get()
  }
}
