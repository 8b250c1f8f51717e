import Recurrent

let codec = try LanguageModel.makeCodec(fittedTo: "book.txt", unit: .character)
print("\(codec.vocabulary.count) different characters")

let all = try TokenStore(contentsOf: "book.txt", codec: codec)
let tokens = LanguageModel.Tokens(all, validationFraction: 0.1)
