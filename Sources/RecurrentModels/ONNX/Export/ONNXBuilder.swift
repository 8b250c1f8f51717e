import RecurrentFormats
import RecurrentLayers

/// What a model has that ONNX, or its export here, does not.
public struct ONNXExportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The layer, or the part of the model.
  public let layer: String
  /// Why the layer cannot be written.
  public let reason: String

  /// A layer that cannot be written.
  public init(layer: String, reason: String) { (self.layer, self.reason) = (layer, reason) }

  public var description: String { "\(layer) does not go to ONNX: \(reason)" }
}

/// Makes an ONNX model of layers, one after another: nodes, constants and names, in operators of version 17, which runners
/// since 2022 have.
package struct ONNXBuilder {
  /// A value of the graph by its name.
  package struct Value: Sendable, Hashable {
    package let name: String
  }

  private static let opset: Int64 = 17
  /// That of opset 17, or older.
  private static let irVersion: Int64 = 8

  private var graph = ONNXGraphMessage()
  private var states: [ONNXValueMessage] = []
  private var constants: [String: Value] = [:]
  /// The names that are taken, each with the number that its next one gets.
  private var names: [String: Int] = [:]
  package var metadata: [String: String] = [:]

  package init(name: String) { graph.name = name }

  // MARK: The graph's edges

  package var inputs: [ONNXPort] { graph.inputs.map { ONNXPort($0) } }
  package var outputs: [ONNXPort] { (graph.outputs + states).map { ONNXPort($0) } }

  package mutating func input(_ name: String, _ type: ElementType, _ shape: [ONNXPort.Dimension]) -> Value {
    graph.inputs.append(ONNXValueMessage(name, type, shape))
    return Value(name: name)
  }

  /// Gives a value to the outside, under a name of its own. States stand behind all other outputs.
  package mutating func output(
    _ value: Value, as name: String, _ type: ElementType, _ shape: [ONNXPort.Dimension], isState: Bool = false
  ) {
    graph.nodes.append(
      ONNXNodeMessage(name: "output/" + name, type: "Identity", inputs: [value.name], outputs: [name]))
    let message = ONNXValueMessage(name, type, shape)
    if isState { states.append(message) } else { graph.outputs.append(message) }
  }

  /// The bytes of a file.
  package var bytes: [UInt8] {
    var model = ONNXModelMessage()
    (model.irVersion, model.producerName, model.producerVersion) = (Self.irVersion, "swift-recurrent", "0.1.0")
    (model.graph, model.opsets, model.metadata) = (graph, ["": Self.opset], metadata)
    model.graph.outputs += states
    return model.bytes
  }

  // MARK: Nodes

  /// Adds a node of one output.
  ///
  /// - Parameters:
  ///   - name: where it is in the model; further nodes of one name are numbered.
  ///   - inputs: nil where an optional one is absent.
  package mutating func node(
    _ type: String, _ inputs: [Value?], name: String? = nil, _ attributes: [ONNXAttributeMessage] = []
  ) -> Value {
    node(type, inputs, outputs: 1, name: name, attributes)[0]
  }

  package mutating func node(
    _ type: String, _ inputs: [Value?], outputs: Int, name: String? = nil, _ attributes: [ONNXAttributeMessage] = []
  ) -> [Value] {
    let unique = unique(name ?? type)
    let results = (0..<outputs).map { Value(name: "\(unique):\($0)") }
    graph.nodes.append(
      ONNXNodeMessage(
        name: unique, type: type, inputs: inputs.map { $0?.name ?? "" }, outputs: results.map(\.name),
        attributes: attributes))
    return results
  }

  private mutating func unique(_ name: String) -> String {
    var (unique, number) = (name, names[name, default: 1])
    // A layer may be called what another's second node would be.
    while names[unique] != nil {
      unique = "\(name)_\(number)"
      number += 1
    }
    names[name] = number
    names[unique] = names[unique] ?? 1
    return unique
  }

  // MARK: Constants

  package mutating func constant(_ tensor: Tensor, name: String) -> Value {
    constant(tensor.scalars, shape: tensor.shape, name: name)
  }

  package mutating func constant(_ values: [Float], shape: [Int], name: String) -> Value {
    let unique = unique(name)
    graph.initializers.append(
      ONNXTensorMessage(name: unique, dimensions: shape.map(Int64.init), elementType: 1, floats: values))
    return Value(name: unique)
  }

  package mutating func scalar(_ value: Float) -> Value {
    shared("\(value)") { $0.constant([value], shape: [], name: "\(value)") }
  }

  /// A list of whole numbers: axes, a shape.
  ///
  /// - Parameter name: nil: they are few, and are its name.
  package mutating func integers(_ values: [Int], name: String? = nil) -> Value {
    let text = values.map(String.init).joined(separator: "_")
    return shared("[\(text)]") { builder in
      let unique = builder.unique(name ?? "integers_" + text)
      builder.graph.initializers.append(
        ONNXTensorMessage(
          name: unique, dimensions: [Int64(values.count)], elementType: 7, integers: values.map(Int64.init)))
      return Value(name: unique)
    }
  }

  private mutating func shared(_ key: String, _ make: (inout ONNXBuilder) -> Value) -> Value {
    if let known = constants[key] { return known }
    let made = make(&self)
    constants[key] = made
    return made
  }
}

extension ONNXBuilder {
  package static func attribute(_ name: String, _ value: Int) -> ONNXAttributeMessage {
    ONNXAttributeMessage(name: name, integer: Int64(value))
  }

  package static func attribute(_ name: String, _ value: Float) -> ONNXAttributeMessage {
    ONNXAttributeMessage(name: name, float: value)
  }

  package static func attribute(_ name: String, _ value: String) -> ONNXAttributeMessage {
    ONNXAttributeMessage(name: name, string: value)
  }

  package static func attribute(_ name: String, _ values: [Int]) -> ONNXAttributeMessage {
    ONNXAttributeMessage(name: name, integers: values.map(Int64.init))
  }

  package static func attribute(_ name: String, _ values: [Float]) -> ONNXAttributeMessage {
    ONNXAttributeMessage(name: name, floats: values)
  }

  package static func attribute(_ name: String, _ values: [String]) -> ONNXAttributeMessage {
    ONNXAttributeMessage(name: name, strings: values)
  }
}

extension ONNXValueMessage {
  fileprivate init(_ name: String, _ type: ElementType, _ shape: [ONNXPort.Dimension]) {
    self.init(
      name: name, elementType: type.onnxNumber,
      shape: shape.map { dimension in
        switch dimension {
        case .size(let size): .size(size)
        case .symbol(let name): .symbol(name)
        }
      })
  }
}
