import RecurrentKernels

/// Numbers in a row-major box: the last axis runs fastest. Sequences are `[batch, time, features]`.
///
/// A tensor is a value: a copy, a reshaped one or a part along the first axis shares its memory until one of the two is
/// written to. A shape of `[]` is a single number; an axis may have no elements, as a batch of no examples has. Memory is
/// reused through `BufferPool`.
///
/// Operations on tensors computed inside ``ParameterStore/withGradients(_:)`` or ``gradients(at:of:)`` are recorded,
/// so that the gradient can flow back; elsewhere nothing is.
///
/// ```swift
/// let x = Tensor(shape: [2, 3, 1], scalars: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6])  // two sequences of three steps
/// let centred = x - x.mean(axes: 1, keepingAxes: true)
/// print(centred.shape, centred[0, 2, 0], x.step(0).scalars)
/// ```
public struct Tensor: Sendable {
  /// The size of each axis.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int
  /// Shared until written: nobody writes into a buffer that has a second reference.
  package var buffer: AlignedBuffer
  /// Where the first element is in the buffer.
  private var start: Int
  /// Where the current tape keeps this tensor's gradient; nil for a constant.
  var slot: Tape.Slot?

  /// Takes over a buffer, or shares it: of at least `shape`'s count from `start` on.
  package init(shape: [Int], buffer: AlignedBuffer, start: Int = 0) {
    self.shape = shape
    count = shape.reduce(1, *)
    self.buffer = buffer
    self.start = start
  }

  /// Contents unspecified: for results about to be written in full.
  package init(uninitialized shape: [Int]) {
    for (axis, size) in shape.enumerated() {
      check(size >= 0, "Tensor", "axis \(axis) of shape \(shape)", expected: "at least 0", got: size)
    }
    self.init(shape: shape, buffer: AlignedBuffer(floatCount: shape.reduce(1, *)))
  }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// The number of rows along the last axis: the product of all axes but the last.
  package var rowCount: Int { shape.dropLast().reduce(1, *) }

  /// The size of the last axis; 1 for a single number.
  package var width: Int { shape.last ?? 1 }

  /// Whether it has three axes of these sizes. Makes no array to compare with.
  func hasShape(_ first: Int, _ second: Int, _ third: Int) -> Bool {
    shape.count == 3 && shape[0] == first && shape[1] == second && shape[2] == third
  }

  /// The elements in row-major order, copied.
  public var scalars: [Float] { withUnsafeScalars { Array($0) } }

  /// The one element of a tensor of count 1.
  public var item: Float {
    check(count == 1, "Tensor.item", "count of shape \(shape)", expected: 1, got: count)
    return floats[0]
  }

  /// The same numbers as a constant: no gradient flows through it.
  public func detached() -> Tensor {
    var copy = self
    copy.slot = nil
    return copy
  }

  /// Reads the elements in row-major order; the pointer is valid inside `body` only.
  public func withUnsafeScalars<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(buffer) {
      try body(UnsafeBufferPointer(start: floats, count: count))
    }
  }

  /// Writes the elements in place; the pointer is valid inside `body` only. What is written is a constant to gradients.
  public mutating func withUnsafeMutableScalars<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    let pointer = uniqueFloats()
    return try withExtendedLifetime(buffer) {
      try body(UnsafeMutableBufferPointer(start: pointer, count: count))
    }
  }

  /// The memory, for reading. Valid while this tensor or a copy of it lives.
  package var floats: UnsafePointer<Float> { UnsafePointer(buffer.floats + start) }

  /// The elements of `range` in row-major order in another shape, which shares their memory; not recorded.
  func view(_ range: Range<Int>, shape: [Int]) -> Tensor {
    Tensor(shape: shape, buffer: buffer, start: start + range.lowerBound)
  }

  /// The memory, for writing: copied first where it is shared. A step of a stream asks for it, so nothing is counted.
  @inline(__always)
  package mutating func uniqueFloats() -> UnsafeMutablePointer<Float> {
    if !isKnownUniquelyReferenced(&buffer) { copyBuffer() }
    if slot != nil { slot = nil }
    return buffer.floats + start
  }

  @inline(never)
  private mutating func copyBuffer() {
    let copy = AlignedBuffer(floatCount: count)
    RecurrentLayers.copy(floats, to: copy.floats, count: count)
    (buffer, start) = (copy, 0)
  }
}
