import Recurrent
import Testing

@testable import RecurrentTasks

@Suite struct TrainingRecipeTests {
  @Test func eachOptimizerHasItsUsualRate() {
    #expect(TrainingRecipe(optimizer: .sgd).learningRate == 1)
    #expect(TrainingRecipe(optimizer: .adam).learningRate == 0.002)
    #expect(TrainingRecipe(optimizer: .adam, learningRate: 0.1).learningRate == 0.1)
  }

  @Test(arguments: [
    (TrainingRecipe(epochs: 0), "epochs"), (TrainingRecipe(batchSize: -1), "batchSize"),
    (TrainingRecipe(batchSize: .max), "batchSize"),
    (TrainingRecipe(steps: .max), "steps"),
    (TrainingRecipe(steps: 0), "steps"), (TrainingRecipe(learningRate: 0), "learningRate"),
    (TrainingRecipe(learningRate: .nan), "learningRate"), (TrainingRecipe(decayAfter: -1), "decayAfter"),
    (TrainingRecipe(schedule: .cosine, decayAfter: 2), "decayAfter"), (TrainingRecipe(decay: 0), "decay"),
    (TrainingRecipe(clip: .infinity), "clip"),
  ])
  func settingsOutOfRangeAreNamed(recipe: TrainingRecipe, setting: String) {
    #expect { try recipe.validate() } throws: { ($0 as? ConfigurationError)?.setting == setting }
  }

  @Test(arguments: [
    (LanguageModelConfiguration(embeddingSize: 0), "embeddingSize"),
    (LanguageModelConfiguration(hiddenSize: -2), "hiddenSize"),
    (LanguageModelConfiguration(hiddenSize: .max), "hiddenSize"),
    (LanguageModelConfiguration(layers: 0), "layers"), (LanguageModelConfiguration(dropout: 1), "dropout"),
    (LanguageModelConfiguration(initialRange: -0.1), "initialRange"),
    (LanguageModelConfiguration(embeddingSize: 8, hiddenSize: 9, tiesWeights: true), "tiesWeights"),
  ])
  func modelSettingsOutOfRangeAreNamed(configuration: LanguageModelConfiguration, setting: String) {
    #expect { try configuration.validate() } throws: { ($0 as? ConfigurationError)?.setting == setting }
  }
}
