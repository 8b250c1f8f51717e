import RecurrentFormats
import RecurrentModels
import RecurrentTraining

/// Saved models as PyTorch modules.
public enum TorchExport {
  /// Writes the weights of a folder's model as a safetensors file, in the place of one that was there, which a PyTorch
  /// module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Dropout, which an answer does without, is
  ///   left out.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; the errors of `ModelFolder`; ``FileError``.
  public static func write(contentsOf folder: String, to path: String) throws -> String {
    let kind = try ModelFolder(reading: folder).kind
    let (module, result) =
      switch kind {
      case LanguageModel.kind: try LanguageModel(contentsOf: folder).torchModule()
      case SequenceGenerator.kind: try SequenceGenerator(contentsOf: folder).torchModule()
      case Sequential.folderKind: try Sequential(contentsOf: folder).torchModule()
      case Translator.kind: try Translator(contentsOf: folder).torchModule()
      case TextClassifier.kind: try TextClassifier(contentsOf: folder).torchModule()
      case Forecaster.kind: try Forecaster(contentsOf: folder).torchModule()
      case Tagger.kind: try Tagger(contentsOf: folder).torchModule()
      default: throw TorchExportError(layer: folder, reason: "how a \(kind) computes is in the program that made it")
      }
    return try module.write(to: path, returning: result)
  }
}
