import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

extension Forecaster {
  /// No weight is zero, as some are before training.
  func drawWeights() {
    for (place, parameter) in network.namedParameters.map(\.parameter).enumerated() {
      var random = SeededGenerator(seed: place + 1)
      parameter.value = Tensor(
        shape: parameter.shape, scalars: random.floats(parameter.value.count, bound: 0.3))
    }
  }

  /// What its export reads of a series.
  fileprivate func exportInputs(_ series: Series, rows end: Int, statics: [Int64]) -> [String: ONNXTensor] {
    let (start, horizon) = (end - exportedRows, configuration.horizon)
    let width = series.columns.count
    func times(_ rows: Range<Int>) -> ONNXTensor? {
      series.timeline.map { timeline in
        ONNXTensor(integers: rows.map { Int64(timeline[$0].seconds) }, shape: [1, rows.count])
      }
    }
    var inputs = [
      "input": ONNXTensor(floats: series[start..<end].map { Float($0) }, shape: [1, exportedRows, width])
    ]
    if !configuration.known.isEmpty {
      let next = series[end..<(end + horizon)].map { Float($0) }
      let known = configuration.known.count
      inputs["ahead"] = ONNXTensor(
        floats: (0..<horizon).flatMap { next[(($0 + 1) * width - known)..<(($0 + 1) * width)] },
        shape: [1, horizon, known])
    }
    (inputs["times"], inputs["ahead_times"]) = (times(start..<end), times(end..<(end + horizon)))
    inputs["statics"] = ONNXTensor(integers: statics, shape: [1, statics.count])
    return inputs
  }
}

/// Expects the ONNX file of a forecaster to say what the forecaster does: to 1e-5 of the largest value, sums being in another
/// order and single precision. Counts may be off by one, where a sum ends above a level or just below it, and of ten thousands
/// by less than a ten-thousandth, as so many numbers are summed up.
///
/// - Parameters:
///   - rows: how many the series has before the forecast.
///   - statics: the places of what is said of the series.
///   - countsMayDiffer: whether counts may be off by one.
func expectExportAlike(
  _ forecaster: Forecaster, _ series: Series, rows: Int, statics: [Int64] = [], countsMayDiffer: Bool = true
) throws {
  let configuration = forecaster.configuration
  let folder = try TemporaryFolder()
  try forecaster.exportONNX(to: folder.path("model.onnx"))
  let model = try ONNXModel(contentsOf: folder.path("model.onnx"))
  let read = Set(model.inputs.map(\.name))
  let inputs = forecaster.exportInputs(series, rows: rows, statics: statics).filter { read.contains($0.key) }
  let found = try model.run(inputs)["output"]!
  let targets = configuration.targets.count
  #expect(found.shape == (targets == 1 ? [1] : [1, targets]) + [configuration.horizon, configuration.levels.count])
  for (target, forecast) in try forecaster.forecast(after: series).enumerated() {
    let expected = forecast.quantiles.flatMap(\.self)
    let largest = expected.map(\.magnitude).max()!
    let areCounts = countsMayDiffer && configuration.distribution == .negativeBinomial && !forecaster.leansWholly
    let tolerance = areCounts ? max(1, 1e-4 * largest) : 1e-5 * largest
    for (place, value) in expected.enumerated() {
      let other = Double(found.floats[target * expected.count + place])
      #expect(abs(other - value) <= tolerance, "\(forecast.target) \(place): \(other), expected \(value)")
    }
  }
}
