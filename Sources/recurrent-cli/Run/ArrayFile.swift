import Recurrent
import RecurrentFoundation

/// The inputs and outputs of a model as files of named arrays.
enum ArrayFile {
  /// - Throws: ``Failure`` where a name is none of the model's.
  static func inputs(of model: ONNXModel, path: String) throws -> [String: ONNXTensor] {
    var inputs: [String: ONNXTensor] = [:]
    for stored in try NPZFile(contentsOf: path).tensors {
      let plain = model.inputs.contains { $0.name == stored.name }
      // Files of whole examples hold outputs too.
      if !plain && stored.name.hasPrefix("out_") { continue }
      let name = !plain && stored.name.hasPrefix("in_") ? String(stored.name.dropFirst(3)) : stored.name
      inputs[name] = try ONNXTensor(stored)
    }
    return inputs
  }

  /// Writes a file in the place of one that was there.
  static func write(_ outputs: [String: ONNXTensor], in order: [String], to path: String) throws {
    let tensors = order.compactMap { name in outputs[name].map { StoredTensor(name: name, $0) } }
    let staging = path + ".part"
    // Of a write that a crash cut short.
    try FileSystem.removeFile(staging)
    try NPZFile.write(tensors, to: staging)
    try FileSystem.rename(staging, to: path)
  }
}
