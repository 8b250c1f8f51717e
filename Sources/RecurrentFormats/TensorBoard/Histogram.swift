/// How numbers are spread: `HistogramProto`, in 30 stretches of the same width.
struct Histogram: Equatable {
  private(set) var minimum = 0.0
  private(set) var maximum = 0.0
  private(set) var sum = 0.0
  private(set) var sumOfSquares = 0.0
  /// Where each stretch ends.
  private(set) var limits: [Double] = []
  private(set) var counts: [Double] = []

  private static let stretches = 30

  /// What is not finite does not count.
  init(of numbers: some Collection<Float>) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for number in numbers where number.isFinite { (low, high) = (min(low, number), max(high, number)) }
    guard low <= high else { return }
    (minimum, maximum) = (Double(low), Double(high))
    let width = max(maximum - minimum, 1e-12) / Double(Self.stretches)
    limits = (1...Self.stretches).map { minimum + width * Double($0) }
    counts = [Double](repeating: 0, count: Self.stretches)
    for number in numbers where number.isFinite {
      let value = Double(number)
      sum += value
      sumOfSquares += value * value
      counts[min(Self.stretches - 1, Int((value - minimum) / width))] += 1
    }
  }

  func write(to message: inout ProtobufWriter) {
    let numbers = [minimum, maximum, counts.reduce(0, +), sum, sumOfSquares]
    for (place, number) in numbers.enumerated() where number != 0 { message.double(place + 1, number) }
    message.doubles(6, limits)
    message.doubles(7, counts)
  }
}
