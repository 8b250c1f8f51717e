import Recurrent

let model = try LanguageModel(contentsOf: "model")
for piece in try model.text(after: "The ", length: 300, sampling: Sampling(temperature: 0.7)) {
  print(piece, terminator: "")
}
print()

let stream = model.makeStream()
var state = stream.initialState()
var logits = Tensor.zeros([1, model.codec.vocabulary.count])
for token in try model.codec.encode("The ne") {
  logits = try stream.step(token: token, state: &state)
}
