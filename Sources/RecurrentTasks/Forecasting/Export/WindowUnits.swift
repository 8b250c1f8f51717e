import RecurrentLayers

/// How the windows of each target are read, as constants of a graph or module: see ``WindowUnit``.
struct WindowUnits {
  private let scaling: SeriesScaling
  private let targetCount: Int

  init(_ forecaster: Forecaster) {
    (scaling, targetCount) = (forecaster.scaling, forecaster.configuration.targets.count)
  }

  private var units: [WindowUnit] { (0..<targetCount).map { scaling.unit(of: $0) } }

  /// Whether the windows of a target are read by logarithms.
  var anyIsLogarithmic: Bool { units.contains(where: \.isLogarithmic) }
  /// Whether it is known what is usual for a target.
  var anyIsUsual: Bool { usual.contains(where: \.isKnown) }

  /// Whether there is a target of which nothing below 0 is said.
  var anyIsNonnegative: Bool { units.contains(where: \.isNonnegative) }

  /// What nothing that is said falls below, [targets, 1].
  var floors: Tensor { column { $0.isNonnegative ? 0 : -.infinity } }
  /// Logarithms are taken of windows above it, [targets, 1].
  var thresholds: Tensor { column { $0.isLogarithmic ? 0 : .infinity } }
  /// The deviation that is usual, 1 where it is not known, [targets, 1].
  var usualSpreads: Tensor { Tensor(shape: [targetCount, 1], scalars: usual.map(\.spread)) }
  /// How far a unit goes towards the usual one, [targets, 1].
  var shares: Tensor {
    Tensor(shape: [targetCount, 1], scalars: usual.map { $0.isKnown ? Float(WindowUnit.share) : 0 })
  }
  /// 1 where it is known what is usual, else 0, [targets, 1].
  var isUsual: Tensor { Tensor(shape: [targetCount, 1], scalars: usual.map { $0.isKnown ? 1 : 0 }) }
  /// What stands for a spread of nothing: where it is not known what is usual, for each spread, [targets, 1].
  var leastSpreads: Tensor {
    Tensor(shape: [targetCount, 1], scalars: usual.map { $0.isKnown ? .leastNormalMagnitude : 1 })
  }

  /// What jumps of a level are measured by: where it is not known what is usual there are none, [targets, 1].
  var jumpScales: Tensor {
    Tensor(shape: [targetCount, 1], scalars: usual.map { $0.isKnown ? $0.spread : .infinity })
  }

  /// What the differences of other columns are multiplied by, [targets, 1, columns].
  func columnFactors(_ columns: Range<Int>) -> Tensor {
    Tensor(
      shape: [targetCount, 1, columns.count],
      scalars: usual.flatMap { usual in columns.map { usual.spread / Float(scaling.deviations[$0]) } })
  }

  /// Those of columns that are known ahead, [columns].
  func means(_ columns: Range<Int>) -> Tensor { Tensor(columns.map { Float(scaling.means[$0]) }) }
  /// Those of columns that are known ahead, [columns].
  func deviations(_ columns: Range<Int>) -> Tensor { Tensor(columns.map { Float(scaling.deviations[$0]) }) }

  /// What the quantiles' distances from the median are multiplied by.
  func calibration(of levels: [Double]) -> [Float] {
    let factors = scaling.calibration
    return levels.map { Float($0 == 0.5 ? 1 : ($0 < 0.5 ? factors?.lower : factors?.upper) ?? 1) }
  }

  private var usual: [(isKnown: Bool, spread: Float)] {
    units.map { unit in
      let spread = unit.usualSpread ?? 0
      return (spread > 0, spread > 0 ? Float(spread) : 1)
    }
  }

  private func column(_ value: (WindowUnit) -> Float) -> Tensor {
    Tensor(shape: [targetCount, 1], scalars: units.map(value))
  }
}
