import Recurrent
import RecurrentFoundation

/// The inputs and outputs of a model as files of named arrays.
enum ArrayFile {
  private static func open(_ path: String) throws -> NPZFile {
    do {
      return try NPZFile(contentsOf: path)
    } catch let error as FormatError {
      throw Failure(
        status: .unusableData, message: "\(error)",
        hint: "The inputs are arrays with names: numpy.savez(\"in.npz\", NAME=array) writes them.")
    }
  }

  /// What a file has for a model's inputs, `x` of `in_x` too.
  static func inputNames(path: String) throws -> [String] {
    try open(path).tensors.map { tensor in
      tensor.name.hasPrefix("in_") ? String(tensor.name.dropFirst(3)) : tensor.name
    }
  }

  static func inputs(of model: ONNXModel, path: String) throws -> [String: ONNXTensor] {
    var inputs: [String: ONNXTensor] = [:]
    for stored in try open(path).tensors {
      let plain = model.inputs.contains { $0.name == stored.name }
      // Files of whole examples hold outputs too.
      if !plain && stored.name.hasPrefix("out_") { continue }
      let name = !plain && stored.name.hasPrefix("in_") ? String(stored.name.dropFirst(3)) : stored.name
      guard inputs.updateValue(try ONNXTensor(stored), forKey: name) == nil else {
        throw Failure(
          status: .unusableData, message: "\(path): both \(name.quoted) and \("in_\(name)".quoted) are there",
          hint: "Each is an array for the input \(name.quoted): leave one of them out.")
      }
    }
    return inputs
  }

  /// The one input of a model.
  static func input(named name: String, path: String) throws -> StoredTensor {
    let file = try open(path)
    guard let tensor = file.tensors.first(where: { $0.name == name || $0.name == "in_" + name }) else {
      throw Failure(
        status: .unusableData,
        message: "\(path): the input \(name.quoted) is missing; there is \(file.tensors.map(\.name).quoted)")
    }
    return tensor
  }

  /// Writes a file in the place of one that was there.
  static func write(_ outputs: [String: ONNXTensor], in order: [String], to path: String) throws {
    try write(order.compactMap { name in outputs[name].map { StoredTensor(name: name, $0) } }, to: path)
  }

  static func write(_ tensors: [StoredTensor], to path: String) throws {
    try FileBytes.replace(path) { try NPZFile.write(tensors, to: $0) }
  }
}
