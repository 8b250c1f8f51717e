import RecurrentFoundation
import RecurrentText

/// A safetensors file open for reading: PyTorch's and our own names, shapes and numbers.
///
/// Opening reads and checks the header alone; numbers are read when asked for, tensor by tensor, straight into their
/// place. The file is read, not mapped into memory: that costs no page faults, and a file that another program cuts
/// short meanwhile is an error here, where a map would end the process.
///
/// ```swift
/// let file = try SafetensorsFile(path: "model.safetensors")
/// for entry in file.entries { print(entry.name, entry.shape) }
/// let bias = try file.floats(named: "decoder.bias")
/// ```
public final class SafetensorsFile: Sendable {
  /// One tensor of a file.
  public struct Entry: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The type that its elements are stored as.
    public let elementType: ElementType
    /// The size of each axis.
    public let shape: [Int]
    /// Its bytes, counted from the first after the header.
    public let bytes: Range<Int>

    /// The number of elements.
    public var count: Int { bytes.count / elementType.size }
  }

  /// Numbers are read in pieces of this many bytes, so that each is still in the cache when it is checked.
  private static let pieceBytes = 1 << 18

  /// Where it is.
  public let path: String
  /// The file's tensors in the order of their bytes.
  public let entries: [Entry]
  /// The free text in the header.
  public let metadata: [String: String]
  private let byName: [TokenKey: Entry]
  private let file: File
  private let requiresFinite: Bool
  /// Where in the file the data begins.
  private let dataStart: Int

  /// Opens a file and checks its header: its length, its JSON, and that every byte belongs to exactly one tensor of
  /// the right size.
  ///
  /// - Parameter requiresFinite: whether a number that is infinite or none is an error when it is read.
  /// - Throws: ``SafetensorsError`` where the file breaks the format, ``FileError`` where it cannot be read.
  public init(path: String, requiresFinite: Bool = true) throws {
    (self.path, self.requiresFinite) = (path, requiresFinite)
    file = try File(reading: path)
    let (header, dataStart) = try Self.readHeader(of: file)
    self.dataStart = dataStart
    entries = header.entries
    metadata = header.metadata
    byName = Dictionary(uniqueKeysWithValues: header.entries.map { (TokenKey($0.name), $0) })
  }

  private static func readHeader(of file: File) throws -> (header: SafetensorsHeader, dataStart: Int) {
    func failure(_ problem: SafetensorsError.Problem) -> SafetensorsError {
      SafetensorsError(path: file.path, tensor: nil, problem: problem)
    }
    let size = try file.size()
    guard size >= 8 else { throw failure(.fileTooShort(bytes: size)) }
    var length: UInt64 = 0
    _ = try withUnsafeMutableBytes(of: &length) { try file.read(into: $0, at: 0) }
    length = UInt64(littleEndian: length)
    guard length <= SafetensorsHeader.maximumBytes else {
      throw failure(.headerTooLong(bytes: length, limit: SafetensorsHeader.maximumBytes))
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= size else { throw failure(.headerBeyondFile(headerBytes: Int(length), fileBytes: size)) }
    var json = [UInt8](repeating: 0, count: Int(length))
    let received = try json.withUnsafeMutableBytes { try file.read(into: $0, at: 8) }
    guard received == json.count else { throw failure(.truncated) }
    return (try SafetensorsHeader(json: json, dataBytes: size - dataStart, path: file.path), dataStart)
  }

  /// The tensor of this name, or nil.
  public func entry(named name: String) -> Entry? { byName[TokenKey(name)] }

  /// The numbers of a tensor in row-major order, as 32-bit floats whatever they are stored as.
  ///
  /// - Throws: as ``read(_:shape:into:)``.
  public func floats(named name: String) throws -> [Float] {
    let entry = try requireEntry(named: name)
    return try [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
      try read(name, shape: entry.shape, into: UnsafeMutableBufferPointer(rebasing: buffer[..<entry.count]))
      count = entry.count
    }
  }

  /// The scales of the rows of a tensor in int8; nil: it has none, and its numbers stand for themselves.
  package func scales(of name: String) -> Entry? {
    entry(named: name)?.elementType == .int8 ? entry(named: QuantizedTensor.scaleName(of: name)) : nil
  }

  /// The tensors but for the scales of others.
  package var tensors: [Entry] {
    entries.filter { entry in
      QuantizedTensor.tensorName(ofScale: entry.name).flatMap { scales(of: $0) } == nil
    }
  }

  /// Reads a tensor's numbers in row-major order into memory of the shape's size. Those in int8 are multiplied by the
  /// scales of their rows, where there are some.
  ///
  /// - Throws: ``SafetensorsError`` where there is no such tensor, its shape is another, one of its numbers is not
  ///   finite, or the checksum that ``SafetensorsWriter`` left does not agree; ``FileError``. What the memory then
  ///   holds is unspecified.
  public func read(_ name: String, shape: [Int], into floats: UnsafeMutableBufferPointer<Float>) throws {
    let entry = try requireEntry(named: name)
    guard entry.shape == shape else { throw failure(name, .wrongShape(found: entry.shape, expected: shape)) }
    precondition(
      floats.count == entry.count, "SafetensorsFile.read: expected room for \(entry.count) floats, got \(floats.count)")
    let found = try hashAndConvert(entry, into: floats)
    if let written = metadata[Checksum.metadataName(of: name)], written != Checksum.text(found) {
      throw failure(name, .damaged)
    }
    guard let scales = scales(of: name) else { return }
    QuantizedTensor.scale(floats, by: try numbers(scales, count: shape.first ?? 1))
    try requireFinite(UnsafeBufferPointer(floats), of: entry, at: 0)
  }

  private func numbers(_ entry: Entry, count: Int) throws -> [Float] {
    try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      try read(entry.name, shape: [count], into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  /// Checks that the file has exactly these tensors: none is missing, none is left over, each has its shape, and one in
  /// int8 the scales of its rows.
  ///
  /// - Throws: ``SafetensorsError`` with all that differ.
  public func requireTensors(_ expected: [(name: String, shape: [Int])]) throws(SafetensorsError) {
    var names: Set<TokenKey> = []
    var missing: [String] = []
    var misshapen: [MisshapenTensor] = []
    for (name, shape) in expected {
      names.insert(TokenKey(name))
      guard let entry = entry(named: name) else {
        missing.append(name)
        continue
      }
      if entry.shape != shape { misshapen.append(.init(name: name, found: entry.shape, expected: shape)) }
      if entry.elementType == .int8, scales(of: name) == nil { missing.append(QuantizedTensor.scaleName(of: name)) }
    }
    let unexpected = tensors.map(\.name).filter { !names.contains(TokenKey($0)) }
    guard missing.isEmpty, unexpected.isEmpty, misshapen.isEmpty else {
      let problem = SafetensorsError.Problem.otherTensors(
        missing: missing, unexpected: unexpected, misshapen: misshapen)
      throw SafetensorsError(path: path, tensor: nil, problem: problem)
    }
  }

  private func requireEntry(named name: String) throws(SafetensorsError) -> Entry {
    guard let entry = entry(named: name) else { throw failure(name, .missingTensor(known: entries.map(\.name))) }
    return entry
  }

  /// Reads the tensor piece by piece; returns the hash of its bytes.
  private func hashAndConvert(_ entry: Entry, into floats: UnsafeMutableBufferPointer<Float>) throws -> UInt64 {
    var hash = XXH64()
    var piece = [UInt8](repeating: 0, count: min(Self.pieceBytes, entry.bytes.count))
    return try piece.withUnsafeMutableBytes { buffer in
      var done = 0
      while true {
        let size = min(buffer.count, entry.bytes.count - done)
        let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
        let received = try file.read(into: bytes, at: dataStart + entry.bytes.lowerBound + done)
        guard received == size else { throw failure(entry.name, .truncated) }
        try convert(UnsafeRawBufferPointer(bytes), of: entry, at: done / entry.elementType.size, into: floats)
        done += size
        if done == entry.bytes.count { return hash.finalize(tail: UnsafeRawBufferPointer(bytes)) }
        hash.update(stripes: UnsafeRawBufferPointer(bytes))
      }
    }
  }

  private func convert(
    _ bytes: UnsafeRawBufferPointer, of entry: Entry, at index: Int, into floats: UnsafeMutableBufferPointer<Float>
  ) throws(SafetensorsError) {
    let count = bytes.count / entry.elementType.size
    let target = UnsafeMutableBufferPointer(rebasing: floats[index..<index + count])
    guard entry.elementType.convert(bytes, into: target) else {
      throw failure(entry.name, .unsupportedElementType(entry.elementType))
    }
    try requireFinite(UnsafeBufferPointer(target), of: entry, at: index)
  }

  /// - Parameter index: of the first of the numbers.
  private func requireFinite(
    _ numbers: UnsafeBufferPointer<Float>, of entry: Entry, at index: Int
  ) throws(SafetensorsError) {
    if requiresFinite, let bad = firstNotFinite(in: numbers) {
      throw failure(entry.name, .notFinite(index: index + bad, value: numbers[bad]))
    }
  }

  private func failure(_ tensor: String, _ problem: SafetensorsError.Problem) -> SafetensorsError {
    SafetensorsError(path: path, tensor: tensor, problem: problem)
  }
}

/// The index of the first NaN or infinity, or nil.
package func firstNotFinite(in floats: UnsafeBufferPointer<Float>) -> Int? {
  let exponentMask: UInt32 = 0x7F80_0000
  // The largest exponent tells it without a branch, which the compiler turns into vector code.
  var largest: UInt32 = 0
  for float in floats { largest = max(largest, float.bitPattern & exponentMask) }
  return largest == exponentMask ? floats.firstIndex { !$0.isFinite } : nil
}
