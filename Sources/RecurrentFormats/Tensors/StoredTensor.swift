import RecurrentFoundation

/// A tensor in a file: its name, shape and type, and its numbers when they are asked for.
///
/// Making one reads no numbers. They are taken from where they lie in the mapped file, or inflated, at each call that
/// gives them.
public struct StoredTensor: Sendable {
  /// Its name.
  public let name: String
  /// The type that its elements are stored as.
  public let elementType: ElementType
  /// The size of each axis.
  public let shape: [Int]
  /// How many elements lie between neighbours along each axis: several tensors may share a storage, transposed or cut.
  public let strides: [Int]
  /// Where its first element is in the storage, in elements.
  let start: Int
  private let storage: @Sendable () throws -> ByteRegion

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// How many bytes its numbers take.
  public var byteCount: Int { count * elementType.size }

  /// A tensor of some elements of a storage.
  ///
  /// - Parameters:
  ///   - strides: nil: row-major.
  ///   - storageBytes: how many bytes `storage` will give.
  /// - Throws: ``FormatError`` where an element would lie outside the storage, or the shape cannot be counted.
  init(
    name: String, elementType: ElementType, shape: [Int], strides: [Int]? = nil, start: Int = 0, origin: String,
    storageBytes: Int, storage: @escaping @Sendable () throws -> ByteRegion
  ) throws(FormatError) {
    func malformed(_ reason: String) -> FormatError {
      FormatError(origin: origin, problem: .malformed("tensor \(name.quoted): \(reason)"))
    }
    guard shape.count <= Self.maximumRank, shape.allSatisfy({ $0 >= 0 }), let rowMajor = Self.rowMajor(shape) else {
      throw malformed("its shape \(shape.prefix(Self.maximumRank)) cannot be")
    }
    let strides = strides ?? rowMajor
    guard strides.count == shape.count,
      let extent = Self.extent(shape: shape, strides: strides, start: start)
    else { throw malformed("its strides \(strides.prefix(Self.maximumRank)) do not go with its shape \(shape)") }
    let (needed, overflow) = extent.multipliedReportingOverflow(by: elementType.size)
    guard !overflow, needed <= storageBytes else {
      throw malformed("its elements end after their storage of \(storageBytes) bytes")
    }
    (self.name, self.elementType, self.shape, self.strides, self.start) = (name, elementType, shape, strides, start)
    self.storage = storage
  }

  private init(renaming tensor: StoredTensor, to name: String) {
    self.name = name
    (elementType, shape, strides, start) = (tensor.elementType, tensor.shape, tensor.strides, tensor.start)
    storage = tensor.storage
  }

  /// The same tensor under another name.
  public func named(_ name: String) -> StoredTensor { StoredTensor(renaming: self, to: name) }

  /// More axes than any framework gives a tensor.
  private static let maximumRank = 64

  /// nil where the elements cannot be counted.
  static func rowMajor(_ shape: [Int]) -> [Int]? {
    var strides = [Int](repeating: 1, count: shape.count)
    var count = 1
    for axis in shape.indices.reversed() {
      strides[axis] = count
      let (product, overflow) = count.multipliedReportingOverflow(by: max(1, shape[axis]))
      // In bytes it must be a number as well, whatever the type.
      guard !overflow, product <= Int.max / 8 else { return nil }
      count = product
    }
    return strides
  }

  /// The element after the last that is used; nil where it cannot be counted or an element would lie before the storage.
  private static func extent(shape: [Int], strides: [Int], start: Int) -> Int? {
    guard start >= 0, strides.allSatisfy({ $0 >= 0 }) else { return nil }
    if shape.contains(0) { return 0 }
    var last = start
    for (size, stride) in zip(shape, strides) {
      let (product, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(product)
      guard !overflow, !carry, sum < Int.max else { return nil }
      last = sum
    }
    return last + 1
  }

  /// Whether the elements stand one after another in row-major order.
  var isContiguous: Bool {
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }

  /// Gives the numbers' bytes, little-endian and in row-major order: in place where they lie so.
  ///
  /// - Throws: ``FormatError`` where they cannot be inflated or are not what the file says of them.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    try rowMajorBytes().withUnsafeBytes(body)
  }

  func rowMajorBytes() throws -> ByteRegion {
    let region = try storage()
    if count == 0 { return ByteRegion(origin: region.origin, []) }
    let size = elementType.size
    if isContiguous, let part = region.part(at: start * size, count: byteCount) { return part }
    return ByteRegion(origin: region.origin, count: byteCount) { target in
      region.withUnsafeBytes { gather(from: $0, into: target) }
    }
  }

  /// Copies the elements in row-major order.
  private func gather(from source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
    let size = elementType.size
    var index = [Int](repeating: 0, count: shape.count)
    var place = start
    for element in 0..<count {
      target.baseAddress!.advanced(by: element * size)
        .copyMemory(from: source.baseAddress! + place * size, byteCount: size)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= shape[axis] * strides[axis]
        index[axis] = 0
      }
    }
  }
}
