import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

@testable import RecurrentFormats
@testable import RecurrentTasks

// Folders of the package's own. An input is their files one behind the other, a zero byte after each but the last: JSON has
// none.
extension Reader {
  static let folders = [
    // A model's: configuration, vocabulary, weights.
    Reader("folder") { region in
      let parts = Parts(region.withUnsafeBytes { Array($0) })
      _ = try Scratch.file(parts.next(), named: "model/config.json")
      _ = try Scratch.file(parts.next(), named: "model/vocabulary.json")
      _ = try Scratch.file(parts.rest, named: "model/model.safetensors")
      let path = "\(Scratch.folder)/model"
      _ = try ModelSummary(contentsOf: path)
      try readModel(path)
      return 0
    },
    // A checkpoint's: the state and its tensors. A training goes on from it.
    Reader("checkpoint") { region in
      let parts = Parts(region.withUnsafeBytes { Array($0) })
      let state = parts.next()
      _ = try Scratch.file(state, named: "training/.checkpoint/1/state.json")
      let tensors = Seal.bytes(parts.rest, of: "state.json", contents: state)
      _ = try Scratch.file(tensors, named: "training/.checkpoint/1/tensors.safetensors")
      let path = "\(Scratch.folder)/training"
      _ = try UnfinishedTraining(contentsOf: path)
      try SmallTraining.run(in: path, schedule: .never, resumes: true)
      return 0
    },
  ]

  private static func readModel(_ path: String) throws {
    switch try ModelFolder(reading: path).kind {
    case LanguageModel.kind: _ = try LanguageModel(contentsOf: path)
    case TextClassifier.kind: _ = try TextClassifier(contentsOf: path)
    case Forecaster.kind: _ = try Forecaster(contentsOf: path)
    case Tagger.kind: _ = try Tagger(contentsOf: path)
    case Translator.kind: _ = try Translator(contentsOf: path)
    case SequenceGenerator.kind: _ = try SequenceGenerator(contentsOf: path)
    default: _ = try run(Sequential(contentsOf: path))
    }
  }
}
