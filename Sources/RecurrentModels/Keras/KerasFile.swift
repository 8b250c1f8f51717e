import RecurrentFormats
import RecurrentFoundation

/// A file of Keras: its configuration, where it has one, and its weights.
///
/// - `.keras` of Keras 3: a zip file of `config.json`, `metadata.json` and `model.weights.h5`;
/// - `.h5` of Keras 1 to 3: the configuration as an attribute, the weights by the names of layers;
/// - `.weights.h5` of Keras 3, and `.h5` of `save_weights` before it: weights alone.
struct KerasFile {
  let path: String
  /// As the file has it: `2.2.4-tf`; nil: not said.
  let version: String?
  /// nil: weights alone.
  let configuration: JSONValue?
  /// Loss, optimiser and metrics; nil: none.
  let compilation: JSONValue?
  let weights: KerasWeights

  /// Keras's version: 1, 2 or 3.
  var major: Int { version?.split(separator: ".").first.flatMap { Int($0) } ?? 3 }

  /// - Throws: ``ForeignModelError`` where it is no such file; ``FormatError``; ``FileError``.
  init(contentsOf path: String, maximumBytes: Int) throws {
    self.path = path
    let container = try KerasContainer(contentsOf: path, maximumBytes: maximumBytes)
    let root = container.root
    version = container.version
    configuration = try container.configuration.map { try Self.json($0, path: path) }
    compilation = try container.compilation.map { try Self.json($0, path: path) } ?? configuration?["compile_config"]
    weights =
      root.group("layers") != nil && root.attributes["layer_names"] == nil
      ? .byClass(root) : .byName(root.group("model_weights") ?? root)
  }

  private static func json(_ text: String, path: String) throws -> JSONValue {
    do {
      return try JSONParser.parse(Array(text.utf8), maximumDepth: 64)
    } catch {
      throw ForeignModelError(path: path, problem: .malformed("its configuration is \(error)"))
    }
  }
}
