import RecurrentLayers
import RecurrentTraining

/// The windows of a series, scaled, each with the target's values that follow it.
struct SeriesWindows: Sendable {
  private let series: Series
  private let scaling: SeriesScaling
  /// The columns read come first, then the target where it is none of them.
  private let columnCount: Int
  private let inputCount: Int
  private let target: Int
  private let window: Int
  private let horizon: Int

  init(_ series: Series, scaling: SeriesScaling, configuration: ForecasterConfiguration) {
    (self.series, self.scaling) = (series, scaling)
    (columnCount, inputCount) = (series.columns.count, configuration.columns.count)
    target = configuration.targetPlace
    (window, horizon) = (configuration.window, configuration.horizon)
  }

  var rowCount: Int { series.rowCount }

  /// The rows that a forecast may begin at so that all it forecasts, and if `inputsToo` all it reads, lies in `rows`.
  func origins(in rows: Range<Int>, inputsToo: Bool = false) -> Range<Int> {
    let first = max(rows.lowerBound + (inputsToo ? window : 0), window)
    return first..<max(first, rows.upperBound - horizon + 1)
  }

  /// The target's values at some rows.
  func targets(in rows: Range<Int>) -> [Double] {
    let scale = scaling[target]
    return series.withRows(rows) { values in
      stride(from: target, to: values.count, by: columnCount).map { scale.scaled(values[$0]) }
    }
  }

  /// What the network reads for a forecast that begins at a row: `[1, window, columns]`.
  func input(before origin: Int) -> Tensor {
    var input = Tensor.zeros([1, window, inputCount])
    input.withUnsafeMutableScalars { input in
      series.withRows((origin - window)..<origin) { write(windowOf: $0, to: input) }
    }
    return input
  }

  /// What the network reads for forecasts that begin at these rows, `[batch, window, columns]`, and what it is to say,
  /// `[batch, horizon]`.
  func examples(at origins: some Collection<Int>) -> (inputs: Tensor, targets: Tensor) {
    var inputs = Tensor.zeros([origins.count, window, inputCount])
    var targets = Tensor.zeros([origins.count, horizon])
    let size = window * inputCount
    inputs.withUnsafeMutableScalars { inputs in
      targets.withUnsafeMutableScalars { targets in
        for (place, origin) in origins.enumerated() {
          series.withRows((origin - window)..<(origin + horizon)) { rows in
            write(windowOf: rows, to: UnsafeMutableBufferPointer(rebasing: inputs[(place * size)...]))
            let target = UnsafeMutableBufferPointer(rebasing: targets[(place * horizon)...])
            writeDifferences(of: self.target, rows: window..<(window + horizon), of: rows, to: target, stride: 1)
          }
        }
      }
    }
    return (inputs, targets)
  }

  /// The same for the same windows.
  func fingerprint(of origins: Range<Int>) -> Fingerprint {
    var fingerprint = Fingerprint()
    fingerprint.add([origins.lowerBound, origins.upperBound])
    let rows =
      (origins.isEmpty ? 0 : origins.lowerBound - window)..<(origins.isEmpty ? 0 : origins.upperBound + horizon - 1)
    let size = 1 << 14
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
      series.withRows(start..<min(start + size, rows.upperBound)) { fingerprint.add(UnsafeRawBufferPointer($0)) }
    }
    return fingerprint
  }

  private func write(windowOf values: UnsafeBufferPointer<Double>, to input: UnsafeMutableBufferPointer<Float>) {
    for column in 0..<inputCount {
      let places = UnsafeMutableBufferPointer(rebasing: input[column...])
      writeDifferences(of: column, rows: 0..<window, of: values, to: places, stride: inputCount)
    }
  }

  /// A column's values at some rows less that of the window's last row.
  ///
  /// - Parameters:
  ///   - values: the window's rows, and those after it.
  ///   - stride: the places from one row's to the next.
  private func writeDifferences(
    of column: Int, rows: Range<Int>, of values: UnsafeBufferPointer<Double>,
    to places: UnsafeMutableBufferPointer<Float>, stride: Int
  ) {
    let scale = scaling[column]
    let last = scale.scaled(values[(window - 1) * columnCount + column])
    for place in 0..<rows.count {
      places[place * stride] = Float(scale.scaled(values[(rows.lowerBound + place) * columnCount + column]) - last)
    }
  }
}
