import RecurrentFoundation

/// NumPy's file of named arrays, a zip file of `.npy` files: what `numpy.savez` and `savez_compressed` write.
///
/// ```swift
/// let file = try NPZFile(contentsOf: "in.npz")
/// let x = try file.tensor(named: "x").floats()
/// ```
public struct NPZFile: Sendable {
  private static let suffix = ".npy"

  /// The arrays in the order of the file.
  public let tensors: [StoredTensor]
  private let path: String

  /// Opens a file and reads what its arrays are; their numbers are read when asked for.
  ///
  /// - Parameter maximumBytes: what all arrays may take in memory.
  /// - Throws: ``FormatError`` where it is no such file, an array is none of numbers, or the arrays take more;
  ///   ``FileError``.
  public init(contentsOf path: String, maximumBytes: Int = ReadingLimit.bytes) throws {
    try self.init(ZipFile(try ByteRegion(contentsOf: path), maximumBytes: maximumBytes))
  }

  init(_ zip: ZipFile) throws(FormatError) {
    path = zip.region.origin
    var tensors: [StoredTensor] = []
    for entry in zip.entries where entry.name.hasSuffix(Self.suffix) {
      tensors.append(try Self.tensor(entry, of: zip))
    }
    self.tensors = tensors
  }

  private static func tensor(_ entry: ZipEntry, of zip: ZipFile) throws(FormatError) -> StoredTensor {
    let beginning = try zip.beginning(of: entry, count: NPYHeader.maximumBytes)
    return try NPYFile.tensor(
      named: String(entry.name.dropLast(suffix.count)), header: NPYHeader(beginning), origin: beginning.origin,
      size: entry.size
    ) { try zip.contents(of: entry) }
  }

  /// The array of this name.
  ///
  /// - Throws: ``FormatError`` with the names that there are.
  public func tensor(named name: String) throws(FormatError) -> StoredTensor {
    guard let tensor = tensors.first(where: { TokenKey($0.name) == TokenKey(name) }) else {
      throw FormatError(origin: path, problem: .missing(name, known: tensors.map(\.name)))
    }
    return tensor
  }

  /// Writes a new file, whole and on the disk when this returns, as `numpy.savez` does.
  ///
  /// - Parameters:
  ///   - tensors: each under a name of its own.
  ///   - path: where nothing is yet.
  /// - Throws: ``FormatError`` where NumPy has no such type; ``FileError``; what reading the tensors throws. Nothing is
  ///   left behind then.
  public static func write(_ tensors: [StoredTensor], to path: String) throws {
    precondition(
      Set(tensors.map { TokenKey($0.name) }).count == tensors.count,
      "NPZFile.write: each tensor needs a name of its own, got \(tensors.map(\.name))")
    let headers = try tensors.map { ByteRegion(origin: $0.name, try NPYHeader.bytes(of: $0)) }
    let writer = try ZipWriter(creating: path)
    do {
      for (tensor, header) in zip(tensors, headers) {
        try writer.add(tensor.name + suffix, [header, try tensor.rowMajorBytes()])
      }
      try writer.finish()
    } catch {
      try? FileSystem.removeFile(path)
      throw error
    }
  }
}
