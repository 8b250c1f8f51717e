import RecurrentKernels
import RecurrentLayers

// Functions of each number, and softmax.

extension ONNXBuilder {
  package mutating func activation(_ activation: LayerActivation, _ x: Value, name: String) throws -> Value {
    switch activation {
    case .elementwise(let function): elementwise(function, x, name: name)
    case .function(let function): self.function(function, x, name: name)
    case .softmax: node("Softmax", [x], name: name, [Self.attribute("axis", -1)])
    }
  }

  private mutating func elementwise(_ function: Activation, _ x: Value, name: String) -> Value {
    switch function {
    case .linear: x
    case .tanh: node("Tanh", [x], name: name)
    case .sigmoid: node("Sigmoid", [x], name: name)
    case .relu: node("Relu", [x], name: name)
    case .hardSigmoid: hardSigmoid(x, 1 / 6, name: name)
    case .steepHardSigmoid: hardSigmoid(x, 0.2, name: name)
    case .elu: node("Elu", [x], name: name)
    case .selu: node("Selu", [x], name: name)
    case .softplus: node("Softplus", [x], name: name)
    case .softsign: node("Softsign", [x], name: name)
    case .leakyReLU: node("LeakyRelu", [x], name: name, [Self.attribute("alpha", 0.2 as Float)])
    }
  }

  private mutating func hardSigmoid(_ x: Value, _ slope: Float, name: String) -> Value {
    node("HardSigmoid", [x], name: name, [Self.attribute("alpha", slope), Self.attribute("beta", 0.5 as Float)])
  }

  /// Gelu and Mish are operators since versions 20 and 18 only: they are written out.
  private mutating func function(_ function: LayerFunction, _ x: Value, name: String) -> Value {
    switch function {
    case .gelu:
      return half(of: x, bent: node("Erf", [node("Mul", [x, scalar(0.707_106_78)])]), name: name)
    case .approximateGELU:
      let cube = node("Mul", [node("Mul", [x, x]), x])
      let inner = node("Add", [x, node("Mul", [cube, scalar(0.044_715)])])
      return half(of: x, bent: node("Tanh", [node("Mul", [inner, scalar(0.797_884_56)])]), name: name)
    case .silu: return node("Mul", [x, node("Sigmoid", [x])], name: name)
    case .hardSiLU: return node("HardSwish", [x], name: name)
    case .mish: return node("Mul", [x, node("Tanh", [node("Softplus", [x])])], name: name)
    case .relu6: return node("Clip", [x, scalar(0), scalar(6)], name: name)
    case .exponential: return node("Exp", [x], name: name)
    }
  }

  /// x (1 + `bent`) / 2.
  private mutating func half(of x: Value, bent: Value, name: String) -> Value {
    let doubled = node("Mul", [x, node("Add", [bent, scalar(1)])])
    return node("Mul", [doubled, scalar(0.5)], name: name)
  }

  mutating func reLU(_ layer: ReLU, _ x: Value, name: String) -> Value {
    let threshold = scalar(layer.threshold)
    let below =
      layer.negativeSlope == 0
      ? scalar(0) : node("Mul", [node("Sub", [x, threshold]), scalar(layer.negativeSlope)])
    let bent = node("Where", [node("Less", [x, threshold]), below, x], name: name)
    return layer.maximum.map { node("Min", [bent, scalar($0)], name: name) } ?? bent
  }
}
