import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the model as an ONNX file. All numbers are in the columns' own units, and without gaps:
  ///
  /// | name | shape | |
  /// | --- | --- | --- |
  /// | `input` | [batch, window, columns] | the last rows of ``ForecasterConfiguration/allColumns`` |
  /// | `ahead` | [batch, horizon, known] | the next rows of the columns that are known ahead |
  /// | `times` | [batch, window] | of the last rows, in seconds since the beginning of 1970 on the series' own clock, int64 |
  /// | `ahead_times` | [batch, horizon] | of the next rows |
  /// | `statics` | [batch, statics] | what is said of a series: places among the values of each column, int64 |
  /// | `output` | [batch, horizon, quantiles] | the next values; of several targets [batch, targets, horizon, quantiles] |
  ///
  /// A model has the inputs that it reads. The names of columns, targets and static values are in the file's metadata, as
  /// are the quantiles.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String) throws { try FileBytes.replace(path, with: onnxGraph().bytes) }

  func onnxGraph() throws -> ONNXBuilder {
    if let reason = reasonAgainstExport { throw ONNXExportError(layer: "the forecaster", reason: reason) }
    var graph = ForecasterGraph(self)
    try graph.build()
    var builder = graph.builder
    func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
    builder.note("columns", names(configuration.allColumns))
    builder.note("targets", names(configuration.targets))
    builder.note("known", names(configuration.known))
    builder.note("statics", .object(configuration.statics.map { (name: $0.name, value: names($0.values)) }))
    builder.note("quantiles", .array(configuration.levels.map { .number($0) }))
    return builder
  }

  /// A graph says quantiles, from what networks say alone. nil: there is none.
  var reasonAgainstExport: String? {
    if let distribution = configuration.distribution { return "it says a distribution, \(distribution.rawValue)" }
    return scaling.footing == nil ? nil : "its forecast leans on a simple one"
  }
}
