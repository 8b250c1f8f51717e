import RecurrentFormats
import RecurrentKernels

/// How the elements of a graph's values lie in memory. All types of a kind share one form, in which they are computed.
enum Storage: Sendable {
  /// `Float`: all types with a fraction, and truth values as 0 and 1, so that comparisons join chains of arithmetic.
  case float
  /// `Int64`: all whole numbers.
  case integer

  init(_ type: ElementType) { self = type.isFloatingPoint || type == .bool ? .float : .integer }

  /// Bytes an element takes.
  var size: Int { self == .float ? 4 : 8 }
}

/// Memory that values of a graph are in: known numbers, or a place in the arena of an execution.
///
/// `@unchecked Sendable`: only the compiler writes its fields, before the plan that it is part of is shared.
final class GraphBuffer: @unchecked Sendable {
  let storage: Storage
  let count: Int
  /// The numbers, where they are known before a call.
  var contents: AlignedBuffer?
  /// Bytes from the arena's start, once the plan is made.
  var arenaOffset = 0

  init(storage: Storage, count: Int) { (self.storage, self.count) = (storage, count) }

  /// A buffer of known numbers, which `fill` writes.
  convenience init(storage: Storage, count: Int, fill: (UnsafeMutableRawPointer) throws -> Void) rethrows {
    self.init(storage: storage, count: count)
    let contents = AlignedBuffer(byteCount: byteCount)
    try fill(contents.baseAddress)
    self.contents = contents
  }

  var byteCount: Int { count * storage.size }
  var isConstant: Bool { contents != nil }
}

/// Elements of a buffer as a tensor of any strides: a slice, a transpose or a repetition costs no copy.
struct View: Sendable {
  var buffer: GraphBuffer
  /// Elements from the buffer's start to the view's first.
  var offset = 0
  var shape: [Int]
  /// Elements from one index to the next along each axis.
  var strides: [Int]
  var type: ElementType

  /// The whole buffer, row-major.
  init(_ buffer: GraphBuffer, shape: [Int], type: ElementType) {
    (self.buffer, self.shape, self.type) = (buffer, shape, type)
    strides = View.denseStrides(shape)
  }

  /// The elements of a shape; of one that cannot be counted, more than there is memory for. A size of zero does not help
  /// the others: some of them are multiplied by themselves elsewhere.
  static func count(_ shape: [Int]) -> Int {
    var count = 1
    for size in shape where size != 0 {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      count = isTooLarge || product > mostElements ? mostElements + 1 : product
    }
    return count <= mostElements && shape.contains(0) ? 0 : count
  }

  /// No value has more elements.
  static let mostElements = ReadingLimit.bytes / 8

  static func denseStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] &* max(1, shape[axis + 1]) }
    return strides
  }

  var storage: Storage { buffer.storage }
  var rank: Int { shape.count }
  var count: Int { View.count(shape) }
  var isConstant: Bool { buffer.isConstant }

  /// Whether the elements follow each other in row-major order.
  var isDense: Bool {
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      guard strides[axis] == expected else { return count == 0 }
      expected *= shape[axis]
    }
    return true
  }
}

extension View {
  /// Axis `i` of the result is axis `order[i]`.
  func permuted(_ order: [Int]) -> View {
    var result = self
    result.shape = order.map { shape[$0] }
    result.strides = order.map { strides[$0] }
    return result
  }

  /// Every `step`th of `count` elements along an axis, from `start` on; the step may be negative.
  func sliced(axis: Int, start: Int, step: Int = 1, count: Int) -> View {
    var result = self
    if count > 0 { result.offset += start * strides[axis] }
    result.shape[axis] = count
    result.strides[axis] *= step
    return result
  }

  /// One element of an axis, which goes.
  func element(_ index: Int, axis: Int) -> View {
    sliced(axis: axis, start: index, count: 1).removing(axis: axis)
  }

  func removing(axis: Int) -> View {
    var result = self
    result.shape.remove(at: axis)
    result.strides.remove(at: axis)
    return result
  }

  func inserting(axis: Int) -> View {
    var result = self
    result.shape.insert(1, at: axis)
    result.strides.insert(0, at: axis)
    return result
  }

  /// The view as a larger shape, its last axes being those of the view.
  ///
  /// - Precondition: each of the view's sizes is 1 or that of the shape.
  func broadcast(to larger: [Int]) -> View {
    var result = self
    let missing = larger.count - rank
    result.shape = larger
    result.strides = [Int](repeating: 0, count: missing)
    for axis in 0..<rank { result.strides.append(shape[axis] == larger[missing + axis] ? strides[axis] : 0) }
    return result
  }

  /// Whether the view can be repeated to a shape.
  func fits(_ larger: [Int]) -> Bool {
    rank <= larger.count && zip(shape, larger.suffix(rank)).allSatisfy { $0 == $1 || $0 == 1 }
  }

  /// The same elements in another shape of as many, if no copy is needed.
  func reshaped(_ newShape: [Int]) -> View? {
    var result = self
    result.shape = newShape
    guard !isDense else {
      result.strides = View.denseStrides(newShape)
      return result
    }
    guard let strides = splitStrides(newShape) else { return nil }
    result.strides = strides
    return result
  }

  /// Groups of old and new axes of equal size are matched from the left; a group of several old axes must be contiguous.
  private func splitStrides(_ newShape: [Int]) -> [Int]? {
    let old = shape.indices.filter { shape[$0] != 1 }.map { (size: shape[$0], stride: strides[$0]) }
    var newStrides = [Int](repeating: 0, count: newShape.count)
    var (next, axis) = (0, 0)
    while axis < newShape.count {
      guard newShape[axis] != 1 else {
        axis += 1
        continue
      }
      guard next < old.count else { return nil }
      var (oldLast, newLast, oldCount, newCount) = (next, axis, old[next].size, newShape[axis])
      while oldCount != newCount {
        if oldCount < newCount {
          oldLast += 1
          guard oldLast < old.count, old[oldLast - 1].stride == old[oldLast].size * old[oldLast].stride else {
            return nil
          }
          oldCount *= old[oldLast].size
        } else {
          newLast += 1
          guard newLast < newShape.count else { return nil }
          newCount *= newShape[newLast]
        }
      }
      var stride = old[oldLast].stride
      for index in (axis...newLast).reversed() where newShape[index] != 1 {
        newStrides[index] = stride
        stride *= newShape[index]
      }
      (next, axis) = (oldLast + 1, newLast + 1)
    }
    return newStrides
  }
}
