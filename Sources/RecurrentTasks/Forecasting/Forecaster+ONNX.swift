import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the model as an ONNX file: `input` [batch, window, columns], the last rows in the columns' own units, to
  /// `output` [batch, horizon], the target's next values in its own. The columns' names are in its metadata.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String) throws { try FileBytes.replace(path, with: onnxGraph().bytes) }

  func onnxGraph() throws -> ONNXBuilder {
    var builder = ONNXBuilder(name: "forecaster")
    let names = configuration.allColumns
    let rows = builder.input(
      "input", .float32, [.symbol("batch"), .size(configuration.window), .size(names.count)])
    // [batch, 1, columns]. Taken away before scaling: the level is large where the differences are small.
    let last = builder.node(
      "Slice", [rows, builder.integers([-1]), builder.integers([Int.max]), builder.integers([1])])
    let factors = builder.constant(
      scaling.deviations.map { Float(1 / $0) }, shape: [names.count], name: "scaling.factors")
    var windows = builder.node("Mul", [builder.node("Sub", [rows, last]), factors], name: "scaled")
    if configuration.columns.count < names.count {
      windows = builder.node(
        "Slice",
        [windows, builder.integers([0]), builder.integers([configuration.columns.count]), builder.integers([2])])
    }
    let change = try network.append(to: &builder, windows)
    let target = configuration.targetPlace
    let level = builder.node(
      "Slice", [last, builder.integers([target]), builder.integers([target + 1]), builder.integers([2])])
    let unscaled = builder.node("Mul", [change, builder.scalar(Float(scaling.deviations[target]))], name: "unscaled")
    let forecast = builder.node("Add", [unscaled, builder.squeeze(level, axis: 1)], name: "forecast")
    builder.output(forecast, as: "output", .float32, [.symbol("batch"), .size(configuration.horizon)])
    builder.note("columns", .array(names.map { .string($0) }))
    builder.note("target", .string(configuration.target))
    return builder
  }
}
