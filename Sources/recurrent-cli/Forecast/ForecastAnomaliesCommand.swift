import ArgumentParser
import Recurrent
import RecurrentFoundation

/// `recurrent forecast anomalies`.
struct ForecastAnomaliesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "anomalies",
    abstract: "Find values that are far from what was expected of them.",
    discussion: """
      Each value is held against the forecast of one row ahead. Its score is its distance from the median expected, in \
      distances of the band's bound on that side: above 1 it is outside. Printed are the row, counted from 1 (of several \
      series after the series, of several targets after the target), the value, the bounds of the band and the score, and \
      the time where FILE has some.

      With --labels a column of FILE says what is an anomaly: 1, true, yes, or the name of what was wrong. 0, false, no, \
      none, normal, ok and what is missing say that there is none. Precision, recall and F1 are told. In JSON the score of \
      a band without a width, which is infinite, is the largest number there is.

      EXAMPLES:
        recurrent forecast anomalies oil ETTh1.csv --least-score 3
        recurrent forecast anomalies oil ETTh1.csv --plot outliers.svg
        recurrent forecast anomalies power meter.csv --labels fault --json
      """
  )

  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Argument(help: ArgumentHelp("The series: as those that the model was trained on.", valueName: "file"))
  var file: String

  @OptionGroup var table: NumberTableOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of values that the band is to hold.", valueName: "share"))
  var band = 0.95

  @Option(parsing: .unconditional, help: ArgumentHelp("The least score that is told.", valueName: "x"))
  var leastScore = 1.5

  @Option(parsing: .unconditional, help: ArgumentHelp("The first row looked at, counted from 1.", valueName: "n"))
  var firstRow = 1

  @Option(help: ArgumentHelp("A column that says which rows are anomalies, of one series.", valueName: "name"))
  var labels: String?

  @Option(help: ArgumentHelp("Draw the values, the band and what is outside, of one series.", valueName: "file.svg"))
  var plot: String?

  @OptionGroup(title: "Computing") var kernels: KernelOptions

  @Flag(help: "Print a line of JSON for each, and one for the whole at the end.")
  var json = false

  func validate() throws {
    try OptionRange.check(band > 0 && band < 1, "--band", band, "above 0 and below 1")
    try OptionRange.check(leastScore >= 0, "--least-score", leastScore, "at least 0")
    try OptionRange.check(firstRow >= 1, "--first-row", firstRow, "at least 1")
  }

  func run() throws {
    if let plot { try PictureFile.require(plot, "--plot", reading: [model, file]) }
    try kernels.withKernels { _ in
      let forecaster = try Forecaster(contentsOf: model)
      let collection = try table.series(of: forecaster, at: file)
      let longest = collection.series.reduce(0) { max($0, $1.rowCount) }
      guard firstRow <= longest else {
        throw ForecastError.tooShort(path: file, part: "in all", rows: longest, needed: firstRow)
      }
      let labelled = try labels.map { try labelledRows($0, of: collection, forecaster) }
      var (count, found) = (0, Set<Int>())
      for (place, series) in collection.series.enumerated() {
        for (target, name) in forecaster.configuration.targets.enumerated() {
          let rows = min(firstRow - 1, series.rowCount)..<series.rowCount
          let surprises = try forecaster.surprises(in: series, target: target, rows: rows, band: band)
          let outside = surprises.filter { $0.score >= leastScore }
          count += outside.count
          found.formUnion(outside.map(\.row))
          for surprise in outside {
            show(
              surprise, time: series.timeline?.text(of: surprise.row),
              name: SeriesName(series, of: collection, forecaster),
              target: forecaster.configuration.targets.count > 1 ? name : nil)
          }
          if let plot, place == 0, target == 0 {
            let picture = forecaster.picture(
              of: surprises, leastScore: leastScore, title: name, timeline: series.timeline)
            try PictureFile.write(picture, to: plot)
          }
        }
      }
      tell(count, labelled.map { AnomalyFigures(found: found, labelled: $0.filter { $0 >= firstRow - 1 }) })
    }
  }

  /// The rows of the series that a column says to be anomalies, counted from 0.
  private func labelledRows(
    _ column: String, of collection: SeriesCollection, _ forecaster: Forecaster
  ) throws -> Set<Int> {
    guard collection.series.count == 1 else {
      throw ValidationError("--labels is for one series; \(file) has \(collection.series.count).")
    }
    let labels = try AnomalyLabels(
      column, contentsOf: file, format: table.format(of: file), layout: forecaster.layout ?? SeriesLayout())
    guard labels.rowCount == collection.series[0].rowCount else {
      throw Failure(
        status: .unusableData,
        message: "\(file): rows are missing between its times, so that labels do not tell theirs",
        hint: "Add the missing rows, with empty values.")
    }
    guard collection.foundTimes?.fall == true else { return labels.rows }
    return Set(labels.rows.map { labels.rowCount - 1 - $0 })
  }

  private func show(_ surprise: Surprise, time: String?, name: SeriesName, target: String?) {
    guard json else {
      let names = name.fields + [target].compactMap(\.self)
      let numbers = [surprise.value, surprise.lower, surprise.upper].map { "\($0)" }
      Console.print(
        (names + ["\(surprise.row + 1)"] + numbers + [Figures.fixed(surprise.score, 2)] + [time].compactMap(\.self))
          .joined(separator: "\t"))
      return
    }
    var members = name.members
    if let target { members.append(("target", .string(target))) }
    members.append(("row", .number(surprise.row + 1)))
    if let time { members.append(("time", .string(time))) }
    members += [
      ("value", .number(surprise.value)), ("lower", .number(surprise.lower)),
      ("upper", .number(surprise.upper)),
      // JSON has no infinity, and this is sorted as it is.
      ("score", .number(min(surprise.score, .greatestFiniteMagnitude))),
    ]
    Console.print(JSONValue.object(members).text)
  }

  private func tell(_ count: Int, _ figures: AnomalyFigures?) {
    guard json else {
      Console.talk("\(Figures.count(count)) values of a score of at least \(Figures.fixed(leastScore, 2))")
      guard let figures else { return }
      func percent(_ share: Double?) -> String { share.map { Figures.fixed(100 * $0, 1) + "%" } ?? "none" }
      Console.talk(
        "precision \(percent(figures.precision)), recall \(percent(figures.recall)) of \(figures.labelled) labelled rows"
      )
      return
    }
    var members: [(String, JSONValue)] = [("anomalies", .number(count))]
    if let figures {
      members += [
        ("precision", .number(figures.precision)), ("recall", .number(figures.recall)), ("f1", .number(figures.f1)),
        ("labelled", .number(figures.labelled)),
      ]
    }
    Console.print(JSONValue.object(members).text)
  }
}
