import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers
import RecurrentModels

extension Forecaster {
  /// Writes the model as an ONNX file. All numbers are in the columns' own units, and without gaps:
  ///
  /// | name | shape | |
  /// | --- | --- | --- |
  /// | `input` | [batch, rows, columns] | the last rows of ``ForecasterConfiguration/allColumns`` |
  /// | `ahead` | [batch, horizon, known] | the next rows of the columns that are known ahead |
  /// | `times` | [batch, rows] | of the last rows, in seconds since the beginning of 1970 on the series' own clock, int64 |
  /// | `ahead_times` | [batch, horizon] | of the next rows |
  /// | `statics` | [batch, statics] | what is said of a series: places among the values of each column, int64 |
  /// | `output` | [batch, horizon, quantiles] | the next values; of several targets [batch, targets, horizon, quantiles] |
  ///
  /// The rows are a window's, or the four seasons that a simple forecast is made of where it leans on one and those are more.
  /// A model has the inputs that it reads: where it leans on a simple forecast alone, `input`. The names of columns, targets
  /// and static values are in the file's metadata, as are the quantiles.
  ///
  /// Quantiles of a negative binomial distribution are found among all counts that are likely, which takes time and memory
  /// where counts are large. In single precision one may be off by a count, and of ten thousands by less than a
  /// thousandth.
  ///
  /// - Throws: ``ONNXExportError`` where a part has no counterpart; ``FileError``.
  public func exportONNX(to path: String) throws { try FileBytes.replace(path, with: onnxGraph().bytes) }

  func onnxGraph() throws -> ONNXBuilder {
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

  /// The rows that go into a graph: all that a forecast is made of. The last value is in the window.
  var exportedRows: Int { footing?.baseline == .naive ? configuration.window : historyRows }

  /// Whether what the networks say counts for nothing.
  var leansWholly: Bool { footing?.distances != nil && trust == 0 }
}
