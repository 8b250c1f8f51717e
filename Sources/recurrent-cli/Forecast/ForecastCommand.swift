import ArgumentParser

/// `recurrent forecast`: the forecaster's commands.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Train a forecaster on series of numbers, measure it, and see how they go on.",
    discussion: """
      EXAMPLES:
        recurrent forecast train ETTh1.csv --target OT --window 96 --horizon 24 \
          --out oil
        recurrent forecast evaluate oil ETTh1.csv --json
        recurrent forecast predict oil ETTh1.csv --plot oil.svg
        recurrent forecast anomalies oil ETTh1.csv
      """,
    subcommands: [
      ForecastTrainCommand.self, ForecastEvaluateCommand.self, ForecastPredictCommand.self,
      ForecastAnomaliesCommand.self,
    ]
  )
}
