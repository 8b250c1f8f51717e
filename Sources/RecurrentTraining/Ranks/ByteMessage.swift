import RecurrentLayers

/// Numbers and tensors as bytes, which machines of one kind send each other.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add<Number: BitwiseCopyable>(_ number: Number) {
    withUnsafeBytes(of: number) { bytes += $0 }
  }

  mutating func add(_ rows: [Int32]) {
    add(rows.count)
    rows.withUnsafeBytes { bytes += $0 }
  }

  mutating func add(_ bytes: [UInt8]) {
    add(bytes.count)
    self.bytes += bytes
  }

  mutating func add(_ tensor: Tensor) {
    add(tensor.rank)
    for size in tensor.shape { add(size) }
    tensor.withUnsafeScalars { bytes += UnsafeRawBufferPointer($0) }
  }
}

/// Reads what a ``ByteWriter`` wrote.
struct ByteReader {
  private let message: [UInt8]
  private var place = 0

  init(_ message: [UInt8]) { self.message = message }

  mutating func number<Number: BitwiseCopyable>(_ type: Number.Type = Number.self) throws -> Number {
    let size = MemoryLayout<Number>.size
    guard place + size <= message.count else { throw Self.cutOff }
    defer { place += size }
    return message.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
  }

  mutating func rows() throws -> [Int32] {
    let count = try number(Int.self)
    guard count >= 0, count <= (message.count - place) / 4 else { throw Self.cutOff }
    return [Int32](unsafeUninitializedCapacity: count) { target, written in
      take(into: UnsafeMutableRawBufferPointer(target))
      written = count
    }
  }

  mutating func bytes() throws -> [UInt8] {
    let count = try number(Int.self)
    guard count >= 0, count <= message.count - place else { throw Self.cutOff }
    defer { place += count }
    return Array(message[place..<(place + count)])
  }

  mutating func tensor() throws -> Tensor {
    let rank = try number(Int.self)
    guard (0...16).contains(rank) else { throw Self.cutOff }
    let shape = try (0..<rank).map { _ in try number(Int.self) }
    var count = 1
    for size in shape {
      guard size >= 0, size <= message.count, count * size <= message.count else { throw Self.cutOff }
      count *= size
    }
    guard count <= (message.count - place) / 4 else { throw Self.cutOff }
    var tensor = Tensor(uninitialized: shape)
    tensor.withUnsafeMutableScalars { take(into: UnsafeMutableRawBufferPointer($0)) }
    return tensor
  }

  private mutating func take(into target: UnsafeMutableRawBufferPointer) {
    message.withUnsafeBytes {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<(place + target.count)]))
    }
    place += target.count
  }

  private static var cutOff: RankError { .failed("a rank sent what is no message") }
}
