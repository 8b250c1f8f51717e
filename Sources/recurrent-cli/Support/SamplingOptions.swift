import ArgumentParser
import Recurrent

/// How tokens are drawn from what a model expects.
struct SamplingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Below 1 the text keeps to what is likely, above 1 it dares more; 0 always takes the likeliest.", valueName: "x"))
  var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Choose among the n likeliest only. The default is all.", valueName: "n"))
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same seed writes the same text. The default is another each time.", valueName: "n"))
  var seed: UInt64?

  var sampling: Sampling { Sampling(temperature: temperature, topK: topK) }
  /// The seed given, or another each time.
  var chosenSeed: UInt64 { seed ?? UInt64.random(in: .min ... .max) }

  func validate() throws {
    try OptionRange.check { try sampling.validate() }
  }
}
