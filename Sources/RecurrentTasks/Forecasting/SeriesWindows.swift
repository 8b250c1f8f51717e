import Recurrent

/// The windows of a scaled series, each with the target's values that follow it.
struct SeriesWindows: Sendable {
  /// `[rows, columns]`.
  private let values: [Float]
  private let columnCount: Int
  /// The places of the inputs and of the target among the columns.
  private let inputs: [Int]
  private let target: Int
  private let window: Int
  private let horizon: Int
  let rowCount: Int

  init(_ series: Series, scaling: SeriesScaling, configuration: ForecasterConfiguration) {
    values = scaling.scaled(series)
    columnCount = series.columns.count
    rowCount = series.rowCount
    inputs = Array(configuration.columns.indices)
    target = configuration.targetPlace
    (window, horizon) = (configuration.window, configuration.horizon)
  }

  /// The rows that a forecast may begin at so that all it forecasts, and if `inputsToo` all it reads, lies in `rows`.
  func origins(in rows: Range<Int>, inputsToo: Bool = false) -> Range<Int> {
    let first = max(rows.lowerBound + (inputsToo ? window : 0), window)
    return first..<max(first, rows.upperBound - horizon + 1)
  }

  /// The target at a row, scaled.
  func value(at row: Int) -> Float { values[row * columnCount + target] }

  /// What the network reads for forecasts that begin at these rows: `[batch, window, columns]`.
  func batch(_ origins: [Int]) -> Tensor {
    var scalars: [Float] = []
    scalars.reserveCapacity(origins.count * window * inputs.count)
    for origin in origins {
      let last = (origin - 1) * columnCount
      for row in (origin - window)..<origin {
        for input in inputs { scalars.append(values[row * columnCount + input] - values[last + input]) }
      }
    }
    return Tensor(shape: [origins.count, window, inputs.count], scalars: scalars)
  }

  /// What the network is to say: `[batch, horizon]`.
  func targets(_ origins: [Int]) -> Tensor {
    let scalars = origins.flatMap { origin in
      (origin..<(origin + horizon)).map { value(at: $0) - value(at: origin - 1) }
    }
    return Tensor(shape: [origins.count, horizon], scalars: scalars)
  }
}
