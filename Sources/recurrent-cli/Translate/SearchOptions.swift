import ArgumentParser
import Recurrent

/// How a translation is looked for.
struct SearchOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many beginnings are followed at once; 1 is greedy.", valueName: "n"))
  var beam = BeamSearch().width

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How much longer translations are helped: α of Wu et al. 2016; 0 not at all.", valueName: "x"))
  var lengthPenalty = BeamSearch().lengthPenalty

  var search: BeamSearch { BeamSearch(width: beam, lengthPenalty: lengthPenalty) }

  func validate() throws {
    try OptionRange.check { try search.validate() }
  }
}
