import Recurrent

let model = try LanguageModel(contentsOf: "model")
