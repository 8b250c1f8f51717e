import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers

/// A PyTorch module in the making: the lines of its class, and the tensors that its state dict has.
///
/// Values are expressions in Python. Dropout, which an answer does without, is left out.
package struct TorchModule {
  private var declarations: [String] = []
  private var statements: [String] = []
  private var helpers: [TorchHelper] = []
  private(set) var parts: [Part] = []
  /// Of `forward`.
  package var arguments: [String]

  package init(arguments: [String] = []) { self.arguments = arguments }

  /// A tensor of the state dict.
  struct Part {
    /// What it is in the model.
    enum Meaning {
      case parameter(Parameter)
      /// What is added to a parameter that the module has in two parts.
      case addend(Parameter)
      /// Numbers that are no parameter of the model.
      case fixed(Tensor)
      /// What the module counts, and nobody asks for.
      case count
    }

    let name: String
    let meaning: Meaning
  }

  /// A part of the module.
  ///
  /// - Parameters:
  ///   - name: where it is in its model; an attribute has no dots.
  ///   - expression: what makes it.
  ///   - parameters: its own, under their names in it.
  /// - Returns: how statements call it.
  package mutating func declare(
    _ name: String, _ expression: String, _ parameters: KeyValuePairs<String, Parameter?>
  ) -> String {
    let attribute = Self.attribute(name)
    declarations.append("self.\(attribute) = \(expression)")
    for case (let part, let parameter?) in parameters { append("\(attribute).\(part)", .parameter(parameter)) }
    return "self.\(attribute)"
  }

  /// A weight of the module itself.
  package mutating func declare(_ name: String, _ parameter: Parameter) -> String {
    let attribute = Self.attribute(name)
    declarations.append("self.\(attribute) = nn.Parameter(\(Self.zeros(parameter.shape)))")
    append(attribute, .parameter(parameter))
    return "self.\(attribute)"
  }

  /// Numbers of the module itself that are not learned.
  package mutating func declare(_ name: String, fixed tensor: Tensor) -> String {
    let attribute = Self.attribute(name)
    declarations.append("self.register_buffer(\(JSONText.quoted(attribute)), \(Self.zeros(tensor.shape)))")
    append(attribute, .fixed(tensor))
    return "self.\(attribute)"
  }

  private static func zeros(_ shape: [Int]) -> String {
    "torch.zeros(\(shape.map(String.init).joined(separator: ", ")))"
  }

  /// A tensor under its name in the state dict.
  mutating func append(_ name: String, _ meaning: Part.Meaning) { parts.append(Part(name: name, meaning: meaning)) }

  private static func attribute(_ name: String) -> String { name.replacing(".", with: "_") }

  /// A line of `forward`.
  package mutating func line(_ statement: String) { statements.append(statement) }

  /// A function that the lines call.
  package mutating func use(_ helper: TorchHelper) {
    for needed in helper.needs + [helper] where !helpers.contains(needed) { helpers.append(needed) }
  }

  /// A program that makes the module and loads its tensors.
  ///
  /// - Parameters:
  ///   - result: what `forward` returns.
  ///   - path: of the file of tensors.
  package func source(returning result: String, loading path: String) -> String {
    let functions = helpers.map { $0.source + "\n\n\n" }.joined()
    func block(_ lines: [String]) -> String { lines.map { "        \($0)\n" }.joined() }
    return """
      import torch
      from safetensors.torch import load_file
      from torch import nn
      from torch.nn import functional as F


      \(functions)class Model(nn.Module):
          def __init__(self):
              super().__init__()
      \(block(declarations))
          def forward(\((["self"] + arguments).joined(separator: ", "))):
      \(block(statements + ["return \(result)"]))

      model = Model()
      model.load_state_dict(load_file(\(JSONText.quoted(path))), strict=True)
      model.eval()
      """
  }
}
