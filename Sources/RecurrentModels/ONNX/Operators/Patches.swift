/// What each place of a convolution sees, as copies of stretches of the input.
struct Patches: Sendable {
  /// So many elements to `destination`, from `source`, or zeros where that is negative.
  private struct Stretch: Sendable {
    var destination: Int
    var source: Int
    var count: Int
    /// Elements of the input from one to the next.
    var stride: Int
  }

  private let batch: Int
  private let batchStride: Int
  /// Elements of the copy for one example.
  private let size: Int
  private var stretches: [Stretch] = []
  /// Whether each place sees one element of each channel, its own: then the input is the copy.
  let isIdentity: Bool
  /// The axes of the input in the order of the copy.
  let order: [Int]

  /// - Parameter channelsLast: [positions, taps, channels], else [channels, taps, positions].
  init(_ input: View, _ window: Window, channelsLast: Bool) {
    let (channels, taps, positions) = (input.shape[1], window.taps, window.positions)
    (batch, batchStride, size) = (input.shape[0], input.strides[0], channels * taps * positions)
    isIdentity = window.isIdentity
    let places = Array(2..<input.rank)
    order = channelsLast ? [0] + places + [1] : [0, 1] + places
    let seen = window.places(strides: Array(input.strides.dropFirst(2))).map { Int($0) }
    if channelsLast {
      for position in 0..<positions {
        for tap in 0..<taps {
          let destination = (position * taps + tap) * channels
          add(
            Stretch(
              destination: destination, source: seen[tap * positions + position], count: channels,
              stride: channels == 1 ? 1 : input.strides[1]))
        }
      }
    } else {
      for channel in 0..<channels {
        for (index, place) in seen.enumerated() {
          let source = place < 0 ? -1 : place + channel * input.strides[1]
          add(Stretch(destination: channel * seen.count + index, source: source, count: 1, stride: 1))
        }
      }
    }
  }

  /// A stretch that goes on where the last one ends is a part of it.
  private mutating func add(_ next: Stretch) {
    if let last = stretches.last, last.stride == 1, next.stride == 1,
      next.source < 0 ? last.source < 0 : last.source >= 0 && next.source == last.source + last.count
    {
      stretches[stretches.count - 1].count += next.count
    } else {
      stretches.append(next)
    }
  }

  func copy(_ input: UnsafePointer<Float>, _ patches: UnsafeMutablePointer<Float>) {
    for n in 0..<batch {
      let (from, to) = (input + n * batchStride, patches + n * size)
      for stretch in stretches {
        let destination = to + stretch.destination
        if stretch.source < 0 {
          destination.update(repeating: 0, count: stretch.count)
        } else if stretch.stride == 1 {
          destination.update(from: from + stretch.source, count: stretch.count)
        } else {
          let source = from + stretch.source
          for index in 0..<stretch.count { destination[index] = source[index &* stretch.stride] }
        }
      }
    }
  }
}
