import Recurrent

let model = try LanguageModel(contentsOf: "model")
for piece in try model.text(after: "The ", length: 300, sampling: Sampling(temperature: 0.7)) {
  print(piece, terminator: "")
}
print()
