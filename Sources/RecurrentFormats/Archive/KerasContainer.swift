import RecurrentFoundation

/// Where a file of Keras has its parts: texts in JSON and a tree of weights.
package struct KerasContainer: Sendable {
  /// Of a zip file, `.keras`, of HDF5, or of an index of files of weights.
  package static let configurationName = "config.json"
  package static let metadataName = "metadata.json"
  package static let weightsName = "model.weights.h5"
  /// What Keras writes where there is no h5py: dictionaries in pickles, which it does not read again itself.
  static let unreadWeightsName = "model.weights.npz"

  /// The model's layers; nil: weights alone.
  package let configuration: String?
  /// What it was compiled with, where that is a text of its own.
  package let compilation: String?
  /// Keras's version, where it says so.
  package let version: String?
  package let root: HDF5Group

  /// Whether a file is HDF5, or a zip file with a part as Keras names it.
  package static func recognizes(_ region: ByteRegion) throws -> Bool {
    guard ZipFile.recognizes(region) else { return HDF5File.recognizes(region) }
    return recognizes(try ZipFile(region, maximumBytes: ReadingLimit.bytes))
  }

  static func recognizes(_ zip: ZipFile) -> Bool {
    [weightsName, unreadWeightsName].contains { zip.entry(named: $0) != nil }
  }

  /// - Throws: ``FormatError`` where it is neither of Keras's; ``FileError``.
  package init(contentsOf path: String, maximumBytes: Int) throws {
    let region = try ByteRegion(contentsOf: path)
    if JSONTensors.recognizes(region) {
      root = try KerasShards.root(index: path, JSONTensors.parse(region))
      (configuration, compilation, version) = (nil, nil, nil)
      return
    }
    guard ZipFile.recognizes(region) else {
      root = try HDF5File(region).root
      configuration = root.attributes["model_config"]?.strings?.first
      compilation = root.attributes["training_config"]?.strings?.first
      let weights = root.group("model_weights") ?? root
      version = (root.attributes["keras_version"] ?? weights.attributes["keras_version"])?.strings?.first
      return
    }
    let zip = try ZipFile(region, maximumBytes: maximumBytes)
    let weights = try Self.weights(of: zip)
    root = try HDF5File(zip.contents(of: weights)).root
    configuration = try Self.text(Self.configurationName, in: zip)
    compilation = nil
    let metadata = try Self.text(Self.metadataName, in: zip).map { try JSONParser.parse(Array($0.utf8)) }
    guard case .object(let members)? = metadata,
      case .string(let version)? = members.first(where: { $0.name == "keras_version" })?.value
    else {
      version = nil
      return
    }
    self.version = version
  }

  /// - Throws: ``FormatError`` where it is not one of Keras's.
  static func weights(of zip: ZipFile) throws(FormatError) -> ZipEntry {
    if let weights = zip.entry(named: weightsName) { return weights }
    throw zip.region.unsupported(
      zip.entry(named: unreadWeightsName) == nil
        ? "a zip file without \(weightsName): not one of Keras's"
        : "its weights are \(unreadWeightsName), pickles that Keras does not read again either: save it where h5py is")
  }

  /// More than any configuration takes: it is held whole.
  private static let maximumText = 1 << 26

  private static func text(_ name: String, in zip: ZipFile) throws(FormatError) -> String? {
    guard let entry = zip.entry(named: name) else { return nil }
    guard entry.size <= maximumText else {
      throw FormatError(
        origin: "\(zip.region.origin): \(name)", problem: .tooLarge(bytes: entry.size, limit: maximumText))
    }
    return try zip.contents(of: entry).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}
