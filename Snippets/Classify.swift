// Learns the labels of texts from a table with the columns `text` and `label`, or from a folder with a file of lines for
// each label, and then labels the lines that come in.
//
// usage: swift run -c release Classify TABLE-OR-FOLDER
import Recurrent

guard CommandLine.arguments.count == 2 else { fatalError("usage: swift run -c release Classify TABLE-OR-FOLDER") }
let texts = LabeledTexts(path: CommandLine.arguments[1])
let draw = ValidationDraw(fraction: 0.1, seed: 1)
let vocabulary = try LabeledVocabulary(fittedTo: texts, validation: draw, unit: .character)
let classifier = try TextClassifier(TextClassifierConfiguration(), vocabulary: vocabulary)
let data = try LabeledData(texts, vocabulary: vocabulary, validation: draw)
try classifier.train(on: data) { event in
  if case .epoch(let report, _, _) = event { print("epoch \(report.epoch):", report.figures["val_accuracy"] ?? 0) }
  return .goOn
}
try classifier.save(to: "classifier")

while let line = readLine() {
  let answer = try classifier.predictions(for: [line])[0]
  print(answer.label, answer.probability)
}
