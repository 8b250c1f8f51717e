import Recurrent

let codec = try LanguageModel.makeCodec(fittedTo: "book.txt", unit: .character)
print("\(codec.vocabulary.count) different characters")
