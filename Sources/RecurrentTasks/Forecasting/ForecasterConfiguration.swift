import RecurrentKernels
import RecurrentLayers
import RecurrentTraining

/// The shape of a ``Forecaster``: everything but its scaling and its weights.
public struct ForecasterConfiguration: Codable, Equatable, Sendable {
  /// The columns read. The target may be one of them, and need not.
  public var columns: [String]
  /// The column forecast.
  public var target: String
  /// The rows read.
  public var window: Int
  /// The rows forecast.
  public var horizon: Int
  /// nil: no recurrent layer, the output is linear in the window: the baseline (NLinear: Zeng et al. 2023).
  public var cell: Cell?
  public var hiddenSize: Int
  /// Recurrent layers, each reading the one before.
  public var layers: Int
  /// Dropout between layers and before the output of what they remember, while training.
  public var dropout: Float

  public init(
    columns: [String], target: String, window: Int = 96, horizon: Int = 24, cell: Cell? = .lstm, hiddenSize: Int = 32,
    layers: Int = 1, dropout: Float = 0.1
  ) {
    self.columns = columns
    self.target = target
    self.window = window
    self.horizon = horizon
    self.cell = cell
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
  }

  /// The columns read from a file: the inputs, and the target where it is none of them.
  public var allColumns: [String] { columns.contains(target) ? columns : columns + [target] }

  /// The place of the target in ``allColumns``.
  var targetPlace: Int { columns.firstIndex(of: target) ?? columns.count }

  /// Throws at the first setting outside its range.
  public func validate() throws(ConfigurationError) {
    try require(!columns.isEmpty, "columns", columns, "at least one")
    try require(Set(columns).count == columns.count, "columns", columns, "different from each other")
    try require((1...1_000_000).contains(window), "window", window, "1 to 1000000")
    try require((1...65_536).contains(horizon), "horizon", horizon, "1 to 65536")
    try require((1...65_536).contains(hiddenSize), "hiddenSize", hiddenSize, "1 to 65536")
    try require((1...1000).contains(layers), "layers", layers, "1 to 1000")
    try require((0..<1).contains(dropout), "dropout", dropout, "at least 0 and below 1")
  }
}
