import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent convert`.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Turn a model trained elsewhere into tensors, or into a model's folder.",
    discussion: """
      The tensors of any file that 'recurrent inspect' reads go into X.safetensors or X.npz. Of a checkpoint the \
      dictionary with the most tensors is taken: the network's.

      Models of Keras, RTNeural and NAM become a folder that this program's library reads and trains on, and so do \
      safetensors that lie beside a config.json of this program (and a vocabulary.json): weights that were made small or \
      trained on elsewhere, by this program or by PyTorch in the module that 'recurrent export' printed. With --weights \
      their weights take half the bytes; they are computed with as 32-bit floats.

      EXAMPLES:
        recurrent convert checkpoint.pt --to weights.safetensors --weights f16
        recurrent convert model.h5 --to weights.npz
        recurrent convert model.keras --to model
        recurrent convert model/model.safetensors --to half.safetensors --weights f16
        recurrent convert downloaded/weights.safetensors --to model
      """
  )

  @Argument(help: "A file from elsewhere.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Where to: X.safetensors, X.npz, or a folder.", valueName: "path"))
  var to: String

  @Option(
    help: ArgumentHelp(
      "What floats become; unless given those of tensors stay, and a folder has f32.", valueName: WeightType.names))
  var weights: WeightType?

  @Option(
    help: ArgumentHelp("The dictionary of a checkpoint to take; 'recurrent inspect' lists them.", valueName: "name"))
  var section: String?

  @OptionGroup var limit: ReadingLimitOption

  func run() throws {
    try Kernels.resolveDefault()
    let isFile = [".safetensors", ".npz"].contains { to.hasSuffix($0) }
    try Destination.require(to, "--to", as: isFile ? .archive : .folder, reading: [file])
    if to.hasSuffix(".safetensors") {
      let tensors = try tensors()
      try FileBytes.replace(to) { try SafetensorsWriter.write(tensors, to: $0) }
    } else if to.hasSuffix(".npz") {
      let tensors = try tensors()
      try FileBytes.replace(to) { try NPZFile.write(tensors, to: $0) }
    } else {
      try convertModel(as: weights ?? .float32)
    }
  }

  private func tensors() throws -> [StoredTensor] {
    let archive = try TensorArchive(contentsOf: file, maximumBytes: limit.bytes)
    let taken = try section.map { try archive.section(named: $0) } ?? archive.largestSection
    if archive.sections.count > 1, section == nil {
      Console.talk(
        "note: \(taken.name.quoted) of \(archive.sections.count) dictionaries is taken; --section names another")
    }
    guard !taken.tensors.isEmpty else {
      let reason = taken.unread.first.map { "no tensor of it can be read: \($0.name.quoted): \($0.reason)" }
      throw Failure(status: .unusableData, message: "\(file): \(reason ?? "it has no tensors")")
    }
    for unread in taken.unread { Console.talk("note: \(unread.name.quoted) is left out: \(unread.reason)") }
    return try taken.tensors.map { tensor in
      try weights.map { try tensor.fitted(to: $0.elementType, origin: file) } ?? tensor
    }
  }

  private func convertModel(as type: WeightType) throws {
    try Destination.requireModelFolder(to, "--to")
    let isFolder = try FileSystem.kind(of: file) == .folder
    let place = isFolder ? file : file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    let format = try TensorArchive(contentsOf: file, maximumBytes: limit.bytes).format
    switch format {
    case .safetensors where try FileSystem.kind(of: place + "/config.json") == .file:
      try Destination.require(to, "--to", as: .folder, reading: [place])
      try ModelCopy.write(weights: isFolder ? nil : file, configurationIn: place, to: to, as: type)
    case .keras, .hdf5: try Sequential(keras: file, maximumBytes: limit.bytes).save(to: to, weights: type)
    case .json: try Sequential(rtNeural: file).save(to: to, weights: type)
    case .onnx:
      throw Failure(
        status: .unusableData,
        message: "\(file): an ONNX graph runs as it is, by 'recurrent run'; it is no chain of layers",
        hint: "Its tensors go into X.safetensors or X.npz.")
    default:
      throw Failure(
        status: .unusableData, message: "\(file): a file of \(format.rawValue) does not say its layers",
        hint:
          "Its tensors go into X.safetensors or X.npz; models of Keras, RTNeural and NAM go into a folder, and so do "
          + "safetensors beside the config.json of this program.")
    }
  }
}
