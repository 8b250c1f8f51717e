import RecurrentText

/// What is wrong with an ONNX file before its graph is looked at.
package enum ONNXFileProblem: Error, Equatable {
  case noGraph
  case nestedTooDeeply(limit: Int)
  /// Its functions written out are more than any model has.
  case tooManyNodes(limit: Int)
  /// Two inputs of a model, or two outputs.
  case sameName(String)
  case sparseInitializer
  case negativeSize(tensor: String)
  /// More elements than can be counted.
  case tooManyElements(tensor: String)
  case wrongElementCount(tensor: String, found: Int, expected: Int)
  case unknownElementType(tensor: String, type: Int64)
  /// Its bytes are to be in another file, which leads out of the model's folder or does not have them.
  case externalData(tensor: String, reason: String)
}

extension ONNXFileProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noGraph: "it has no graph: it is no ONNX model"
    case .nestedTooDeeply(let limit): "its graphs or functions are nested more than \(limit) deep"
    case .tooManyNodes(let limit): "its functions written out are more than \(limit) nodes"
    case .sameName(let name): "two of its inputs or outputs are called \(name.quoted)"
    case .sparseInitializer: "it has sparse tensors, which are not read: export it with dense ones"
    case .negativeSize(let tensor): "tensor \(tensor.quoted): a size is negative"
    case .tooManyElements(let tensor): "tensor \(tensor.quoted): it has more elements than can be counted"
    case .wrongElementCount(let tensor, let found, let expected):
      "tensor \(tensor.quoted): \(found) elements where its shape needs \(expected)"
    case .unknownElementType(let tensor, let type):
      "tensor \(tensor.quoted): elements of type \(type) are not read"
    case .externalData(let tensor, let reason): "tensor \(tensor.quoted): its bytes are in another file, \(reason)"
    }
  }
}
