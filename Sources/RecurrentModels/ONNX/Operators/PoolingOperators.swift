import RecurrentFormats
import RecurrentKernels

enum PoolingOperators {
  @Sendable static func maximum(_ call: NodeCall) throws -> [GraphValue?] {
    let result = try pool(call) { seen, _ in seen.max() ?? -.infinity }
    return call.node.outputs.count > 1 ? [result, try placesOfMaxima(call)] : [result]
  }

  /// The first of the largest at each position, counted through the whole input row by row, or with `storage_order`
  /// column by column in each channel; -1 where there is nothing but padding.
  private static func placesOfMaxima(_ call: NodeCall) throws -> GraphValue {
    let value = try CastOperators.converted(try call.value(0), to: .float32, call)
    let x = call.compiler.dense(call.compiler.view(of: value))
    let window = try Window(call, input: x.shape, kernel: call.integers("kernel_shape") ?? [], isTransposed: false)
    let result = call.allocate(Array(x.shape[..<2]) + window.outputShape, .int64)
    let places = window.places(strides: Array(x.strides.dropFirst(2)))
    let numbers = call.integer("storage_order", default: 0) == 0 ? nil : byColumns(window.inputShape)
    let (planes, taps, positions) = (x.shape[0] * x.shape[1], window.taps, window.positions)
    let size = window.inputShape.reduce(1, *)
    call.emit(reads: [x], writes: [result]) { memory in
      let (from, to) = (memory.floats(x), memory.integers(result))
      return {
        for plane in 0..<planes {
          for position in 0..<positions {
            var best: Int?
            for tap in 0..<taps {
              let place = Int(places[tap * positions + position])
              guard place >= 0 else { continue }
              if best.map({ from[plane * size + place] > from[plane * size + $0] }) ?? true { best = place }
            }
            to[plane * positions + position] = best.map { Int64(plane * size + (numbers?[$0] ?? $0)) } ?? -1
          }
        }
      }
    }
    return GraphValue(result)
  }

  /// For each place of a shape its number when the first axis is the fastest.
  private static func byColumns(_ shape: [Int]) -> [Int] {
    (0..<shape.reduce(1, *)).map { place in
      var (rest, number) = (place, 0)
      for size in shape.reversed() {
        number = number * size + rest % size
        rest /= size
      }
      return number
    }
  }

  /// With `count_include_pad` the padding counts as zeros, but not what a last window sees beyond it.
  @Sendable static func average(_ call: NodeCall) throws -> [GraphValue?] {
    let countsPadding = call.integer("count_include_pad", default: 0) != 0
    return [try pool(call) { seen, taps in seen.reduce(0, +) / Float(countsPadding ? taps : max(seen.count, 1)) }]
  }

  @Sendable static func globalMaximum(_ call: NodeCall) throws -> [GraphValue?] { [try global(call, .maximum)] }

  @Sendable static func globalAverage(_ call: NodeCall) throws -> [GraphValue?] { [try global(call, .mean)] }

  private static func global(_ call: NodeCall, _ operation: KernelCall.Reduce.Operation) throws -> GraphValue {
    let x = try call.view(0)
    guard x.rank > 2 else { throw NodeError("its input must have channels and places, got \(x.shape)") }
    return GraphValue(ReductionOperators.result(call, operation, x, Array(2..<x.rank), keepsAxes: true))
  }

  /// - Parameter body: one number of those that a place sees, the padding left out, and of how many taps lie in either.
  private static func pool(
    _ call: NodeCall, _ body: @escaping @Sendable (_ seen: [Float], _ taps: Int) -> Float
  ) throws -> GraphValue {
    let type = try call.value(0).type
    let value = try CastOperators.converted(try call.value(0), to: .float32, call)
    let given = call.compiler.view(of: value)
    // A negative place means padding, so places count forwards.
    let x = given.strides.contains { $0 < 0 } ? call.compiler.dense(given) : given
    let window = try Window(call, input: x.shape, kernel: call.integers("kernel_shape") ?? [], isTransposed: false)
    let result = call.allocate(Array(x.shape[..<2]) + window.outputShape, x.type)
    let places = window.places(strides: Array(x.strides.dropFirst(2)))
    let counts = window.tapCounts
    let (batch, channels, taps, positions) = (x.shape[0], x.shape[1], window.taps, window.positions)
    call.emit(reads: [x], writes: [result]) { memory in
      let (from, to) = (memory.floats(x), memory.floats(result))
      return {
        for row in 0..<batch * channels {
          let plane = from + (row / channels * x.strides[0] + row % channels * x.strides[1])
          for position in 0..<positions {
            let seen = (0..<taps).compactMap { tap in
              let place = Int(places[tap * positions + position])
              return place < 0 ? nil : plane[place]
            }
            to[row * positions + position] = body(seen, counts[position])
          }
        }
      }
    }
    return try CastOperators.converted(GraphValue(result), to: type, call)
  }
}
