import RecurrentFoundation

/// The tensors of a file of any format, under the names that it gives them.
///
/// ```swift
/// let archive = try TensorArchive(contentsOf: "checkpoint.pt")
/// for tensor in archive.tensors { print(tensor.name, tensor.shape, tensor.elementType) }
/// let weights = try archive.tensor(named: "model.lstm.weight_ih_l0").floats()
/// ```
/// The format is told by the file's content, not by its name: a `.tar` of PyTorch is a zip file. Opening reads names and
/// shapes; numbers are taken from the mapped file when they are asked for. Nothing in a file can run.
public struct TensorArchive: Sendable {
  /// What a file is, told by its content.
  public enum Format: String, Sendable, CaseIterable {
    /// Of Hugging Face.
    case safetensors
    /// One array of NumPy's.
    case npy
    /// Arrays of NumPy's, by their names.
    case npz
    /// `.pt`, `.pth`, `.bin`, `.ckpt`, since PyTorch 1.6.
    case torch
    /// `.pt` of `torch.jit.save`.
    case torchScript = "torch-script"
    /// The same, before 1.6.
    case torchLegacy = "torch-legacy"
    /// Arrays of NumPy's in a pickle by itself, `.pkl`.
    case pickle
    /// `.keras` of Keras 3.
    case keras
    /// `.h5` of Keras and others.
    case hdf5
    /// The constants of a graph.
    case onnx
    /// JSON with arrays of numbers: RTNeural's and NAM's.
    case json
  }

  /// Where it is.
  public let path: String
  /// What it turned out to be.
  public let format: Format
  /// Tensors that belong together; most files have one section.
  public let sections: [TensorSection]

  /// Opens a file, or a folder with `model.safetensors` or `model.safetensors.index.json`.
  ///
  /// - Parameter maximumBytes: what its tensors may take in memory.
  /// - Throws: ``FormatError`` where the format is none of these, is broken, or has what is not read;
  ///   ``SafetensorsError``; ``FileError``.
  public init(contentsOf path: String, maximumBytes: Int = ReadingLimit.bytes) throws {
    self.path = path
    (format, sections) = try ArchiveReader(maximumBytes: maximumBytes).read(path)
  }

  /// All tensors, each under its section's name and its own: `model.lstm.weight_ih_l0`.
  public var tensors: [StoredTensor] {
    sections.flatMap { section in
      section.name.isEmpty ? section.tensors : section.tensors.map { $0.named("\(section.name).\($0.name)") }
    }
  }

  /// What is in the file and cannot be read.
  public var unread: [UnreadTensor] {
    sections.flatMap { section in
      section.unread.map {
        UnreadTensor(name: section.name.isEmpty ? $0.name : "\(section.name).\($0.name)", reason: $0.reason)
      }
    }
  }

  /// The section with the most tensors: of a checkpoint, the network's.
  public var largestSection: TensorSection {
    sections.max { $0.tensors.count < $1.tensors.count } ?? TensorSection()
  }

  /// The section of this name.
  ///
  /// - Throws: ``FormatError`` with the names that there are.
  public func section(named name: String) throws(FormatError) -> TensorSection {
    guard let section = sections.first(where: { TokenKey($0.name) == TokenKey(name) }) else {
      throw FormatError(origin: path, problem: .missing(name, known: sections.map(\.name)))
    }
    return section
  }

  /// The tensor of this name, the section's before it.
  ///
  /// - Throws: ``FormatError`` with the names that there are, or why it is not read.
  public func tensor(named name: String) throws(FormatError) -> StoredTensor {
    if let tensor = tensors.first(where: { TokenKey($0.name) == TokenKey(name) }) { return tensor }
    if let unread = unread.first(where: { TokenKey($0.name) == TokenKey(name) }) {
      throw FormatError(origin: "\(path): \(name)", problem: .unsupported(unread.reason))
    }
    throw FormatError(origin: path, problem: .missing(name, known: tensors.map(\.name)))
  }
}
