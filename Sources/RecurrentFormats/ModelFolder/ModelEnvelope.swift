import RecurrentFoundation
import RecurrentText

/// What `config.json` holds around a task's own configuration: what it is, so that nothing else is taken for it.
struct ModelEnvelope<Configuration> {
  let kind: String
  let configuration: Configuration
}

/// The part of `config.json` that is the same for every task.
struct ModelEnvelopeHead: Codable {
  static let format = "recurrent-model"
  static let version = 1

  var format = Self.format
  var version = Self.version
  let kind: String

  /// Reads and checks it.
  ///
  /// - Throws: ``ModelFolderError``.
  static func read(_ bytes: [UInt8], path: String) throws(ModelFolderError) -> Self {
    // A foreign file need not have our members, so that they are asked for one by one.
    struct Foreign: Decodable {
      let format: String?
      let version: Int?
    }
    let foreign = try JSONFile.decode(Foreign.self, from: bytes, path: path)
    guard foreign.format == format else {
      throw .foreignFormat(path: path, found: foreign.format?.quoted ?? "not named")
    }
    if let found = foreign.version, found != version {
      throw .foreignVersion(path: path, found: found, supported: version)
    }
    return try JSONFile.decode(Self.self, from: bytes, path: path)
  }
}

extension ModelEnvelope: Encodable where Configuration: Encodable {
  func encode(to encoder: any Encoder) throws {
    try ModelEnvelopeHead(kind: kind).encode(to: encoder)
    var container = encoder.container(keyedBy: ModelEnvelopeKey.self)
    try container.encode(configuration, forKey: .configuration)
  }
}

extension ModelEnvelope: Decodable where Configuration: Decodable {
  init(from decoder: any Decoder) throws {
    kind = try ModelEnvelopeHead(from: decoder).kind
    configuration = try decoder.container(keyedBy: ModelEnvelopeKey.self).decode(
      Configuration.self, forKey: .configuration)
  }
}

private enum ModelEnvelopeKey: String, CodingKey { case configuration }
