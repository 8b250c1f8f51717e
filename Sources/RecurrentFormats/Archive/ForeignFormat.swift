import RecurrentFoundation

/// Files and folders that models are kept in and that are not read: what they are, told by a file's bytes or by what is in
/// a folder, and what to do instead.
enum ForeignFormat {
  /// nil: not one of these.
  static func reason(_ region: ByteRegion) -> String? {
    if let known = signatures.first(where: { region.holds(Array($0.bytes.utf8), at: $0.offset) }) {
      return known.reason
    }
    if region.holds([0x1F, 0x8B], at: 0) { return "compressed by gzip: unpack it, and give what is in it" }
    if region.holds(tableEnd, at: region.count - tableEnd.count) {
      return "the index of a checkpoint of TensorFlow: load it into its model in Python, and write that by "
        + "model.save(\"model.keras\")"
    }
    if isCoreML(region) { return coreML }
    return isTensorFlow(region) ? tensorFlow : nil
  }

  /// nil: not one of these.
  static func reason(_ zip: ZipFile) -> String? {
    guard zip.entries.contains(where: { $0.name.hasSuffix("/archive_format") }) else { return nil }
    return
      "a program of torch.export: write it as ONNX in Python, by torch.onnx.export(torch.export.load(FILE), (input,), "
      + "\"model.onnx\")"
  }

  /// nil: not one of these.
  static func reason(folder path: String) -> String? {
    func holds(_ name: String) -> Bool { (try? FileSystem.kind(of: "\(path)/\(name)")) ?? .missing != .missing }
    if holds("saved_model.pb") { return tensorFlow }
    let isCoreML = holds("Data/com.apple.CoreML") || holds("coremldata.bin") || holds("model.mil")
    return isCoreML ? coreML : nil
  }

  /// How TensorFlow's tables end.
  private static let tableEnd: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]

  private static let signatures: [(bytes: String, offset: Int, reason: String)] = [
    ("version https://git-lfs", 0, "a pointer of Git LFS in the place of the file: 'git lfs pull' fetches the file"),
    ("ustar", 257, "a tar file, as PyTorch wrote before 0.2: load it with a newer PyTorch and save it again"),
    ("<", 0, "a web page or XML: where a model was meant, download the file itself, not the page that shows it"),
    (
      "TFL3", 4,
      "a model of TensorFlow Lite: give the Keras model that it was made from, or turn it into ONNX by "
        + "'python -m tf2onnx.convert --tflite FILE --output model.onnx'"
    ),
    ("ORTM", 4, "ONNX Runtime's own format: give the .onnx that it was made from"),
    ("GGUF", 0, "weights of ggml: give the file of PyTorch or Keras that they were made from"),
    ("lmgg", 0, "weights of ggml: give the file of PyTorch or Keras that they were made from"),
  ]

  private static let coreML = "a model of Core ML: give the model of PyTorch or Keras that it was made from"

  private static let tensorFlow =
    "a graph of TensorFlow: give the Keras model that it was made from, or turn it into ONNX by 'python -m tf2onnx.convert "
    + "--saved-model FOLDER --output model.onnx', where there is no folder with --graphdef FILE"

  /// The number of its form, then what describes it, which begins with an input, and that with its name. ONNX has the name
  /// of its maker in the second place.
  private static func isCoreML(_ region: ByteRegion) -> Bool {
    guard region.holds([0x08], at: 0), region.holds([0x12], at: 2) else { return false }
    var rest = region.part(at: 3, count: min(region.count - 3, 16))!.withUnsafeBytes { Array($0)[...] }
    for _ in ["input", "name"] {
      rest = rest.drop { $0 >= 0x80 }.dropFirst()
      guard rest.popFirst() == 0x0A else { return false }
    }
    return true
  }

  /// A graph begins with a node (its length, its name, its operator), and a model that was saved whole with the number of
  /// its form and the list of its operators. Both name some of these at their head.
  private static func isTensorFlow(_ region: ByteRegion) -> Bool {
    guard region.holds([0x0A], at: 0) || region.holds([0x08, 1, 0x12], at: 0) else { return false }
    let head = region.part(at: 0, count: min(region.count, 4096))!
    let text = head.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    return ["Placeholder", "VariableOp"].contains { text.contains($0) }
  }
}
