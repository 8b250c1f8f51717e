import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers

/// Keras's names of activations.
enum KerasActivation {
  /// - Parameter major: Keras's version: 2 and 3 have two functions called `hard_sigmoid`.
  /// - Returns: nil where the function is not here.
  static func layerActivation(_ name: String, major: Int) -> LayerActivation? {
    switch name {
    case "softmax": .softmax
    case "hard_sigmoid": major < 3 ? .steepHardSigmoid : .hardSigmoid
    // Its slope was 0.2 from the start; before Keras 3 there was a layer of that name alone.
    case "leaky_relu": major < 3 ? nil : .leakyReLU
    default: names[name]
    }
  }

  private static let names: [String: LayerActivation] = [
    "linear": .linear, "tanh": .tanh, "sigmoid": .sigmoid, "relu": .relu, "elu": .elu, "selu": .selu,
    "softplus": .softplus, "softsign": .softsign, "gelu": .gelu, "silu": .silu, "swish": .silu, "hard_silu": .hardSiLU,
    "hard_swish": .hardSiLU, "mish": .mish, "relu6": .relu6,
    "exponential": .exponential, "keras_hub>gelu_approximate": .approximateGELU,
    "keras_nlp>gelu_approximate": .approximateGELU,
  ]
}
