/// The places that a convolution or a pooling sees: for each output position and each tap of the kernel, one of the input
/// or of the padding around it.
struct Window: Sendable {
  let inputShape: [Int]
  let kernel: [Int]
  private(set) var outputShape: [Int] = []
  private var strides: [Int]
  private var dilations: [Int]
  /// Padding before the first element of each axis.
  private var before: [Int] = []
  /// Padding behind the last element of each axis.
  private var behind: [Int] = []
  private let isTransposed: Bool

  var taps: Int { kernel.reduce(1, *) }
  var positions: Int { outputShape.reduce(1, *) }

  /// - Parameter input: [batch, channels, axes...].
  init(_ call: NodeCall, input: [Int], kernel: [Int], isTransposed: Bool) throws {
    let rank = kernel.count
    guard rank > 0, input.count == rank + 2, kernel.allSatisfy({ $0 > 0 }) else {
      throw NodeError("a kernel of \(kernel) for an input of \(input)")
    }
    let ones = [Int](repeating: 1, count: rank)
    inputShape = Array(input.dropFirst(2))
    (self.kernel, self.isTransposed) = (kernel, isTransposed)
    (strides, dilations) = (call.integers("strides") ?? ones, call.integers("dilations") ?? ones)
    guard strides.count == rank, dilations.count == rank, (strides + dilations).allSatisfy({ $0 > 0 }) else {
      throw NodeError("strides \(strides) and dilations \(dilations) for \(rank) axes")
    }
    let sizes = ["pads", "output_padding", "output_shape"].flatMap { call.integers($0) ?? [] }
    guard (sizes + kernel + strides + dilations + inputShape).allSatisfy({ $0.magnitude <= Self.largestSize }) else {
      throw NodeError("its sizes are larger than those of any kernel")
    }
    for axis in 0..<rank { try add(axis, call, rank) }
    // What each place sees is copied, but for pooling.
    guard call.compiler.canHold(View.count(input.prefix(2) + kernel + outputShape), .float) else {
      throw NodeError("windows of \(kernel) at \(outputShape) places are more than there is memory for")
    }
  }

  /// The product of two can be counted.
  private static let largestSize = 1 << 30

  private mutating func add(_ axis: Int, _ call: NodeCall, _ rank: Int) throws {
    let (size, stride) = (inputShape[axis], strides[axis])
    let extent = (kernel[axis] - 1) * dilations[axis] + 1
    let pads = call.integers("pads") ?? [Int](repeating: 0, count: 2 * rank)
    guard pads.count == 2 * rank else { throw NodeError("\(pads.count) pads for \(rank) axes") }
    var (first, last) = (pads[axis], pads[rank + axis])
    let mode = call.string("auto_pad", default: "NOTSET")
    let padding = call.integers("output_padding") ?? []
    let more = padding.indices.contains(axis) ? padding[axis] : 0
    if isTransposed {
      let whole = (size - 1) * stride + extent + more
      if let wanted = call.integers("output_shape")?.suffix(rank), wanted.count == rank {
        (first, last) = Self.halves(whole - wanted[wanted.startIndex + axis], mode)
      } else if mode.hasPrefix("SAME") {
        (first, last) = Self.halves(max(0, whole - size * stride), mode)
      } else if mode == "VALID" {
        (first, last) = (0, 0)
      }
      outputShape.append(max(0, whole - first - last))
    } else {
      if mode.hasPrefix("SAME") {
        (first, last) = Self.halves(max(0, ((size + stride - 1) / stride - 1) * stride + extent - size), mode)
      } else if mode == "VALID" {
        (first, last) = (0, 0)
      }
      let free = size + first + last - extent
      let isCeiling = call.integer("ceil_mode", default: 0) != 0
      var count = free < 0 ? 0 : (free + (isCeiling ? stride - 1 : 0)) / stride + 1
      // No window begins in the padding behind the last element.
      if isCeiling, (count - 1) * stride >= size + first { count -= 1 }
      outputShape.append(count)
    }
    before.append(first)
    behind.append(last)
  }

  /// The odd one is behind, or for `SAME_LOWER` in front.
  private static func halves(_ total: Int, _ mode: String) -> (Int, Int) {
    let smaller = total / 2
    return mode == "SAME_LOWER" ? (total - smaller, smaller) : (smaller, total - smaller)
  }

  /// Whether each position sees its own element alone.
  var isIdentity: Bool {
    taps == 1 && outputShape == inputShape && strides.allSatisfy { $0 == 1 } && before.allSatisfy { $0 == 0 }
  }

  /// How many taps of each position lie in the input or its padding. With `ceil_mode` the last position sees more.
  var tapCounts: [Int] {
    kernel.indices.reduce([1]) { counts, axis in
      let size = before[axis] + inputShape[axis] + behind[axis]
      let own = (0..<outputShape[axis]).map { position in
        (0..<kernel[axis]).count { position * strides[axis] + $0 * dilations[axis] < size }
      }
      return counts.flatMap { count in own.map { count * $0 } }
    }
  }

  /// For each tap, then each position: elements from the start of a channel, whose axes have these strides; -1 where it
  /// is padding.
  ///
  /// A transposed convolution is one whose input has `stride - 1` zeros between its elements and whose taps are reversed:
  /// tap k of output o sees element (o + pad - k dilation) / stride, if that is whole.
  func places(strides elementStrides: [Int]) -> [Int32] {
    var places: [Int32] = [0]
    // Axis by axis, each tap and position of the ones before is met with each of this one.
    var (taps, positions) = (1, 1)
    for axis in kernel.indices {
      var next = [Int32](repeating: -1, count: places.count * kernel[axis] * outputShape[axis])
      for tap in 0..<taps {
        for k in 0..<kernel[axis] {
          for position in 0..<positions {
            let outer = places[tap * positions + position]
            guard outer >= 0 else { continue }
            let row = ((tap * kernel[axis] + k) * positions + position) * outputShape[axis]
            for o in 0..<outputShape[axis] {
              guard let element = element(o, k, axis) else { continue }
              next[row + o] = outer + Int32(element * elementStrides[axis])
            }
          }
        }
      }
      (places, taps, positions) = (next, taps * kernel[axis], positions * outputShape[axis])
    }
    return places
  }

  private func element(_ output: Int, _ tap: Int, _ axis: Int) -> Int? {
    var element: Int
    if isTransposed {
      let spread = output + before[axis] - tap * dilations[axis]
      guard spread % strides[axis] == 0 else { return nil }
      element = spread / strides[axis]
    } else {
      element = output * strides[axis] - before[axis] + tap * dilations[axis]
    }
    return (0..<inputShape[axis]).contains(element) ? element : nil
  }
}
