/// A ``SeriesLayout`` in a model's `config.json`, without what goes with each file: its format.
struct SavedSeriesLayout: Codable {
  private enum Arrangement: String, Codable { case table, long, wide, rows }

  private let arrangement: Arrangement
  private let seriesColumns: [String]?
  /// What older models have in their place.
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
    case .table: (arrangement, seriesColumns) = (.table, nil)
    case .long(let columns): (arrangement, seriesColumns) = (.long, columns)
    case .wide: (arrangement, seriesColumns) = (.wide, nil)
    case .rows: (arrangement, seriesColumns) = (.rows, nil)
    }
    seriesColumn = nil
    (timeColumn, frequency, missingMark) = (layout.timeColumn, layout.frequency, layout.missingMark)
    dateOrder = layout.dateOrder
    looksForTimes = layout.looksForTimes ? nil : false
  }

  /// The layout of files for a forecaster.
  func layout(of configuration: ForecasterConfiguration) -> SeriesLayout {
    var layout: SeriesLayout
    switch arrangement {
    case .table: layout = SeriesLayout(.table, columns: configuration.allColumns)
    case .long:
      layout = SeriesLayout(
        .long(seriesColumns: seriesColumns ?? [seriesColumn ?? ""]), columns: configuration.allColumns)
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
