import Recurrent
import TestSupport
import Testing

/// Words are spelled in groups, of which a shard may have none.
@Suite struct TaggerShardTests {
  /// 288 different words, in three groups: long ones in one sentence, so that most shards lack the last group.
  private static let treebank = (0..<24).map { sentence in
    let lines = (0..<12).map { word in
      let number = sentence * 12 + word
      let form = sentence == 0 ? "longer-than-any-other-\(number)" : "w\(number)"
      return "\(word + 1)\t\(form)\t_\t\(word % 2 == 0 ? "NOUN" : "VERB")\t_\t_\t0\troot\t_\t_\n"
    }
    return lines.joined() + "\n"
  }.joined()

  private func losses(shards: Int?) throws -> [Double] {
    let folder = try TemporaryFolder()
    let sentences = TaggedSentences(path: try folder.write(Self.treebank, to: "t.conllu"))
    let model = try Tagger(
      TaggerConfiguration(
        embeddingSize: 4, characterEmbeddingSize: 4, characterHiddenSize: 4, hiddenSize: 6, layers: 1, dropout: 0.5),
      vocabulary: try TaggerVocabulary(fittedTo: sentences))
    let corpus = try model.corpus(sentences)
    var recipe = TrainingRecipe(epochs: 3, batchSize: 24, learningRate: 0.01)
    recipe.shards = shards
    var losses: [Double] = []
    try model.train(on: corpus, validation: corpus, recipe: recipe, checkpoints: nil) { event in
      if case .step(let progress, _) = event { losses.append(progress.loss) }
      return .goOn
    }
    return losses
  }

  @Test func spellingsAreDroppedByPlaceInTheBatch() throws {
    let whole = try losses(shards: nil)
    #expect(whole.count == 3)
    for (loss, expected) in zip(try losses(shards: 7), whole) {
      // Sums of some hundred terms in another order, carried through two steps; another mask differs by a percent.
      #expect(abs(loss - expected) < 2e-4 * expected, "\(loss), \(expected)")
    }
  }
}
