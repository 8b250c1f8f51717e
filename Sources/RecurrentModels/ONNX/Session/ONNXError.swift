import RecurrentFormats
import RecurrentFoundation
import RecurrentText

/// Why an ONNX model is not read or does not run.
public struct ONNXError: Error, Equatable, Sendable {
  /// The model's file.
  public let path: String
  /// What is wrong with it.
  public let problem: Problem

  /// What is wrong with a file.
  public init(path: String, problem: Problem) { (self.path, self.problem) = (path, problem) }

  /// What can be wrong with a file.
  public enum Problem: Error, Equatable, Sendable {
    /// The file is no ONNX model, or a broken one.
    case malformed(reason: String)
    /// An operator that is not known. `version` is that of the operators of its domain in the file.
    case unsupportedOperator(type: String, domain: String, version: Int, node: String)
    /// An operator in a form that is not known: an attribute, or a type of its inputs.
    case unsupportedForm(type: String, version: Int, node: String, reason: String)
    /// A node that makes no sense for its inputs.
    case node(String, type: String, reason: String)
    /// No input of that name.
    case unknownInput(String, known: [String])
    /// The call lacks an input of the model.
    case missingInput(String)
    /// An input of another shape or type than the model declares.
    case wrongInput(String, expected: String, found: String)
    /// A stream of a model whose states are not known.
    case unclearStates(reason: String)
    /// No node of that name has weights of a layer.
    case noLayer(node: String, known: [String])
    /// The kernels failed.
    case kernels(reason: String)
  }
}

extension ONNXError: CustomStringConvertible {
  public var description: String { path + ": " + problem.description }
}

extension ONNXError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let reason): reason
    case .unsupportedOperator(let type, let domain, let version, let node):
      "node \(node.quoted) has the operator \(type)"
        + (domain.isEmpty ? "" : " of \(domain)")
        + " (version \(version) of its operators), which is not run here:"
        + " export the model without it, or give its part of the graph to the program around"
    case .unsupportedForm(let type, let version, let node, let reason):
      "node \(node.quoted) (\(type), version \(version)) has a form that is not run here: \(reason):"
        + " export the model without it, or give its part of the graph to the program around"
    case .node(let node, let type, let reason): "node \(node.quoted) (\(type)): \(reason)"
    case .unknownInput(let name, let known): "no input is called \(name.quoted): its inputs are \(known.quoted)"
    case .missingInput(let name): "the input \(name.quoted) is missing"
    case .wrongInput(let name, let expected, let found): "input \(name.quoted): expected \(expected), got \(found)"
    case .unclearStates(let reason): "its states are not clear: \(reason)"
    case .noLayer(let node, let known):
      "no node \(node.quoted) has the weights of a layer: those that have are \(known.quoted)"
    case .kernels(let reason): reason
    }
  }
}
