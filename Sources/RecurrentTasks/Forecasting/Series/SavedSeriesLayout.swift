/// A ``SeriesLayout`` in a model's `config.json`, without what goes with each file: its format.
struct SavedSeriesLayout: Codable {
  private enum Arrangement: String, Codable { case table, long, wide, rows }

  private let arrangement: Arrangement
  private let seriesColumn: String?
  private let timeColumn: String?
  private let frequency: Frequency?
  /// nil: as the dates say; it was not there in older models.
  private let dateOrder: SeriesLayout.DateOrder?
  private let missingMark: String?
  /// nil: as true; it was not there in older models.
  private let looksForTimes: Bool?

  init(_ layout: SeriesLayout) {
    switch layout.arrangement {
    case .table: (arrangement, seriesColumn) = (.table, nil)
    case .long(let column): (arrangement, seriesColumn) = (.long, column)
    case .wide: (arrangement, seriesColumn) = (.wide, nil)
    case .rows: (arrangement, seriesColumn) = (.rows, nil)
    }
    (timeColumn, frequency, missingMark) = (layout.timeColumn, layout.frequency, layout.missingMark)
    dateOrder = layout.dateOrder
    looksForTimes = layout.looksForTimes ? nil : false
  }

  /// The layout of files for a forecaster.
  func layout(of configuration: ForecasterConfiguration) -> SeriesLayout {
    var layout: SeriesLayout
    switch arrangement {
    case .table: layout = SeriesLayout(.table, columns: configuration.allColumns)
    case .long: layout = SeriesLayout(.long(seriesColumn: seriesColumn ?? ""), columns: configuration.allColumns)
    case .wide: layout = SeriesLayout(.wide)
    case .rows: layout = SeriesLayout(.rows)
    }
    (layout.timeColumn, layout.frequency, layout.missingMark) = (timeColumn, frequency, missingMark)
    layout.dateOrder = dateOrder
    (layout.looksForTimes, layout.isLearned) = (looksForTimes ?? true, true)
    layout.statics = configuration.statics.map(\.name)
    return layout
  }
}
