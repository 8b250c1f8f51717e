import Foundation
import Recurrent
import TestSupport
import Testing

@testable import RecurrentTasks

/// Several classifiers that answer together.
@Suite struct TextClassifierEnsembleTests {
  private let folder = try! TemporaryFolder()
  private static let texts = ["배우 지루하다.", "", "🙂", "the film great ^^", "it not bad but good"]

  private func reviews(_ count: Int = 120, seed: Int = 0) throws -> LabeledTexts {
    let path = try folder.write(SampleReviews.table(count, seed: seed), to: "reviews\(seed).tsv")
    return LabeledTexts(path: path, textColumn: "document")
  }

  /// A classifier that has seen the reviews once: it has learned something, and is not sure.
  private func classifier(
    _ unit: UnitKind = .character, labels: [String] = ["neg", "pos"], seed: UInt64 = 1
  ) throws -> TextClassifier {
    let units = try LabeledVocabulary(
      fittedTo: reviews(), unit: unit, maximumSize: unit == .bytePair ? 300 : nil)
    let vocabulary = LabeledVocabulary(text: units.text, labels: try Vocabulary(tokens: labels))
    let classifier = try TextClassifier(
      TextClassifierConfiguration(embeddingSize: 8, ngrams: unit == .word ? 1 : 2, buckets: 50, hiddenSize: 6),
      vocabulary: vocabulary, seed: seed)
    guard Set(labels) == ["neg", "pos"] else { return classifier }
    try classifier.train(
      on: LabeledData(reviews(), vocabulary: vocabulary),
      recipe: TrainingRecipe(epochs: 1, batchSize: 8, learningRate: 0.02))
    return classifier
  }

  /// By name, whatever the order.
  private func probability(of label: String, _ prediction: TextClassifier.Prediction, _ labels: Vocabulary) -> Double {
    labels.id(of: label).map { Double(prediction.probabilities[Int($0)]) } ?? .nan
  }

  @Test func itSaysTheGeometricMean() throws {
    let members = try [classifier(.character), classifier(.bytePair), classifier(.word, labels: ["pos", "neg"])]
    let ensemble = try TextClassifierEnsemble(members)
    #expect(ensemble.labels.tokens == ["neg", "pos"])
    let found = try ensemble.predictions(for: Self.texts)
    let alone = try members.map { try $0.predictions(for: Self.texts) }
    for (index, said) in found.enumerated() {
      let means = ["neg", "pos"].map { label in
        let product = zip(members, alone).map { probability(of: label, $1[index], $0.vocabulary.labels) }.reduce(1, *)
        return pow(product, 1 / 3)
      }
      for (place, mean) in means.enumerated() {
        // A softmax in Float32 on each side.
        #expect(abs(Double(said.probabilities[place]) - mean / (means[0] + means[1])) < 1e-5)
      }
      #expect(said.label == (means[1] > means[0] ? "pos" : "neg"))
      #expect(said.probability == said.probabilities.max())
    }
    // Otherwise any one of them would do.
    #expect(alone[0] != alone[1] && found != alone[0])
  }

  @Test func oneMemberIsItself() throws {
    let classifier = try classifier()
    let ensemble = try TextClassifierEnsemble([classifier])
    #expect(try ensemble.predictions(for: Self.texts) == classifier.predictions(for: Self.texts))
    let tokens = try LabeledTokens(reviews(), vocabulary: classifier.vocabulary)
    #expect(try ensemble.evaluate(on: reviews()) == classifier.evaluate(on: tokens))
  }

  /// More texts than are read at once, measured here as one.
  @Test func measuresWhatItSaysInPieces() throws {
    let ensemble = try TextClassifierEnsemble([classifier(), classifier(.word)])
    let texts = try reviews(8200)
    let figures = try ensemble.evaluate(on: texts)
    var examples: [LabeledTexts.Example] = []
    var reader = try texts.makeReader()
    while let example = try reader.next() { examples.append(example) }
    var (right, nats) = (0, 0.0)
    for (said, example) in zip(try ensemble.predictions(for: examples.map(\.text)), examples) {
      right += said.label == example.label ? 1 : 0
      nats -= log(probability(of: example.label ?? "", said, ensemble.labels))
    }
    #expect(figures.texts == 8200)
    #expect(figures.accuracy == Double(right) / 8200)
    // Logits and sums in Float32, over other batches.
    #expect(abs(figures.natsPerText - nats / 8200) < 1e-5)
  }

  @Test func savedClassifiersAnswerTogether() throws {
    let members = try [classifier(.character), classifier(.jamo)]
    let paths = ["characters", "jamo"].map(folder.path)
    for (member, path) in zip(members, paths) { try member.save(to: path) }
    let loaded = try TextClassifierEnsemble(contentsOf: paths)
    #expect(
      try loaded.predictions(for: Self.texts) == TextClassifierEnsemble(members).predictions(for: Self.texts))
  }

  // MARK: What goes wrong

  @Test(arguments: [
    (["good", "neg", "pos"], "the first lacks \"good\""), (["neg"], "this one lacks \"pos\""),
    (["neg", "positive"], "this one lacks \"pos\", the first lacks \"positive\""),
  ])
  func otherLabelsAreNamed(labels: [String], difference: String) throws {
    let members = try [classifier(), classifier(labels: labels)]
    let error = LabeledTextError.differentLabels(model: "classifier 2", labels: labels, expected: ["neg", "pos"])
    #expect(throws: error) { try TextClassifierEnsemble(members) }
    #expect(error.description.hasSuffix("; " + difference), "\(error)")
    let paths = ["first", "second"].map(folder.path)
    for (member, path) in zip(members, paths) { try member.save(to: path) }
    #expect(throws: LabeledTextError.differentLabels(model: paths[1], labels: labels, expected: ["neg", "pos"])) {
      try TextClassifierEnsemble(contentsOf: paths)
    }
  }

  @Test func aLabelThatWasNotLearnedIsFoundByLine() throws {
    let ensemble = try TextClassifierEnsemble([classifier(), classifier(.word)])
    let path = try folder.write("text,label\nit great,pos\nit,maybe\n", to: "t.csv")
    #expect(
      throws: LabeledTextError.unknownLabel(path: path, line: 3, label: "maybe", known: ["neg", "pos"])
    ) { try ensemble.evaluate(on: LabeledTexts(path: path)) }
  }
}
