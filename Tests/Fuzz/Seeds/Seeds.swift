import RecurrentFoundation

@testable import RecurrentFormats

/// What fuzzing begins from beside the golden files of the tests: small inputs of every kind, the same each time.
enum Seeds {
  /// - Parameter reader: its name.
  static func write(for reader: String, to folder: String) throws {
    for (index, seed) in try seeds(of: reader).enumerated() {
      try FileBytes.replace("\(folder)/seed-\(index)", with: seed)
    }
  }

  private static func seeds(of reader: String) throws -> [[UInt8]] {
    switch reader {
    case "table": TextSeeds.tables
    case "conllu": TextSeeds.treebanks
    case "pairs": TextSeeds.pairs
    case "text": TextSeeds.texts
    case "tokenizer": TextSeeds.tokenizers
    case "wav": SoundSeeds.files
    case "json", "rtneural": SoundSeeds.models()
    case "onnx", "graph", "inspect": try GoldenSeeds.graphs()
    case "pickle": try GoldenSeeds.pickles()
    case "keras": try GoldenSeeds.kerasParts()
    case "folder": try FolderSeeds.models()
    case "checkpoint": try FolderSeeds.checkpoints()
    default: []
    }
  }
}
