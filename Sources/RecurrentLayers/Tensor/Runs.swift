/// A part of an array along one axis, as the memory has it: runs of neighbours, each a stride after the one before.
struct Runs: Sendable {
  private let count: Int
  private let length: Int
  private let stride: Int
  private let start: Int

  init(_ range: Range<Int>, of layout: AxisLayout) {
    (count, length) = (layout.outer, range.count * layout.inner)
    (stride, start) = (layout.size * layout.inner, range.lowerBound * layout.inner)
  }

  /// The part: a view where it is one run, else a copy; not recorded.
  func read(from whole: Tensor, shape: [Int]) -> Tensor {
    if count == 1 { return whole.view(start..<(start + length), shape: shape) }
    let part = Tensor(uninitialized: shape)
    let (source, target) = (whole.floats + start, part.buffer.floats)
    for run in 0..<count { copy(source + run * stride, to: target + run * length, count: length) }
    return part
  }

  /// Puts the part's elements, in row-major order, in their places in the whole.
  func write(_ part: UnsafePointer<Float>, to whole: UnsafeMutablePointer<Float>) {
    for run in 0..<count { copy(part + run * length, to: whole + start + run * stride, count: length) }
  }

  /// The same, and zeros in all other places of the whole, which has `total` elements.
  func writeAmongZeros(_ part: UnsafePointer<Float>, to whole: UnsafeMutablePointer<Float>, count total: Int) {
    var end = 0
    for run in 0..<count {
      let begin = start + run * stride
      RecurrentLayers.clear(whole + end, count: begin - end)
      copy(part + run * length, to: whole + begin, count: length)
      end = begin + length
    }
    RecurrentLayers.clear(whole + end, count: total - end)
  }

  /// Puts zeros in the part's places in the whole.
  func clear(in whole: UnsafeMutablePointer<Float>) {
    for run in 0..<count { RecurrentLayers.clear(whole + start + run * stride, count: length) }
  }

  /// Adds the part's elements to those in their places in the whole.
  func add(_ part: UnsafePointer<Float>, to whole: UnsafeMutablePointer<Float>) {
    for run in 0..<count {
      let (source, target) = (part + run * length, whole + start + run * stride)
      var index = 0
      while index < length {
        target[index] += source[index]
        index &+= 1
      }
    }
  }
}
