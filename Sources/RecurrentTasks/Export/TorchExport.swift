import RecurrentFormats
import RecurrentModels

/// Saved models as PyTorch modules.
public enum TorchExport {
  /// Writes the weights of a folder's model as a safetensors file, in the place of one that was there, which a PyTorch
  /// module loads with `strict=True`.
  ///
  /// - Returns: A program in Python that declares the module and loads the file. Dropout, which an answer does without, is
  ///   left out.
  /// - Throws: ``TorchExportError`` where PyTorch has no such layer; the errors of `ModelFolder`; ``FileError``.
  public static func write(contentsOf folder: String, to path: String) throws -> String {
    let opened = try ModelFolder(reading: folder)
    guard let model = try opened.exportableModel() else {
      throw TorchExportError(
        layer: folder, reason: "how a \(opened.kind) computes is in the program that made it")
    }
    guard !model.isQuantized else { throw TorchExportError(layer: folder, reason: quantizedReason) }
    let (module, result) = try model.torchModule()
    return try module.write(to: path, returning: result)
  }
}
