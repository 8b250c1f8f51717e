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
  package private(set) var tensors: [StoredTensor] = []
  /// Of `forward`.
  package var arguments: [String]

  package init(arguments: [String] = []) { self.arguments = arguments }

  /// A part of the module.
  ///
  /// - Parameters:
  ///   - name: where it is in its model; an attribute has no dots.
  ///   - expression: what makes it.
  ///   - tensors: its own, under their names in it.
  /// - Returns: how statements call it.
  package mutating func declare(
    _ name: String, _ expression: String, _ tensors: KeyValuePairs<String, Tensor?>
  ) -> String {
    let attribute = Self.attribute(name)
    declarations.append("self.\(attribute) = \(expression)")
    for case (let part, let tensor?) in tensors { append("\(attribute).\(part)", tensor) }
    return "self.\(attribute)"
  }

  /// A tensor of the module itself: a weight, or a number that is not learned.
  package mutating func declare(_ name: String, isLearned: Bool, _ tensor: Tensor) -> String {
    let attribute = Self.attribute(name)
    let zeros = "torch.zeros(\(tensor.shape.map(String.init).joined(separator: ", ")))"
    declarations.append(
      isLearned
        ? "self.\(attribute) = nn.Parameter(\(zeros))" : "self.register_buffer(\(JSONText.quoted(attribute)), \(zeros))"
    )
    append(attribute, tensor)
    return "self.\(attribute)"
  }

  /// A tensor under its name in the state dict.
  mutating func append(_ name: String, _ tensor: Tensor) {
    tensors.append(StoredTensor(name: name, shape: tensor.shape, floats: tensor.scalars))
  }

  /// A whole number that a part of the module counts.
  mutating func count(_ name: String) { tensors.append(StoredTensor(name: name, shape: [], integers: [0])) }

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
