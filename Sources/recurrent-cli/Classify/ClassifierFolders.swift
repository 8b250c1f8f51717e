import ArgumentParser
import Recurrent

/// The models that a command asks for the labels of texts.
struct ClassifierFolders: ParsableArguments {
  @Argument(help: ArgumentHelp("The model's folder.", valueName: "model"))
  var model: String

  @Option(
    help: ArgumentHelp(
      """
      A further model of the same labels, of any units and sizes: what they say together is taken. May be given several \
      times.
      """, valueName: "model"))
  var with: [String] = []

  func classifiers() throws -> TextClassifierEnsemble {
    try TextClassifierEnsemble(contentsOf: [model] + with)
  }
}
