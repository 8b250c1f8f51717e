import Recurrent

/// What is to be timed: an element of a cases file.
struct BenchCase: Equatable {
  enum Work: Equatable {
    case layers(LayersCase)
    case languageModel(LanguageModelCase)
  }

  let name: String
  let work: Work
}

/// Recurrent layers over a batch of sequences, alone.
struct LayersCase: Equatable {
  var cell: Cell
  /// N, T, D, H in the file.
  var batch: Int
  var steps: Int
  var inputSize: Int
  var hiddenSize: Int
  var layers = 1
  var isBidirectional = false
  /// Whether the gradients are timed too.
  var trains = true

  /// One step of one sequence: what a program does that gets its input as it comes.
  var isStreaming: Bool { batch == 1 && steps == 1 && !isBidirectional }
}

/// Whole training steps of a language model: embedding, recurrent layers, projection onto the vocabulary, cross-entropy,
/// their gradients, clipping and the optimizer's update.
struct LanguageModelCase: Equatable {
  var cell: Cell
  /// V, E, H, N, T in the file.
  var vocabularySize: Int
  var embeddingSize: Int
  var hiddenSize: Int
  var layers = 1
  var batch: Int
  var steps: Int
  /// Between the parts, and between the layers.
  var dropout: Float = 0
  var optimizer = TrainingRecipe.Rule.sgd
}
