import RecurrentLayers
import RecurrentTraining

/// What can be said of a saved ``Sequential`` without building it: its layers may be anybody's.
package struct SavedOutline: Decodable {
  package struct Layer: Decodable {
    package let name: String
    package let kind: String
    package let outputShape: LayerShape
  }

  /// By their names.
  package struct Compilation: Decodable {
    package let optimizer: String
    package let loss: String
    package let metrics: [String]

    private enum CodingKeys: String, CodingKey { case optimizer, loss, metrics }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      optimizer = try container.decode(RuleName.self, forKey: .optimizer).text
      loss = try container.decode(RuleName.self, forKey: .loss).text
      metrics = try container.decode([RuleName].self, forKey: .metrics).map(\.text)
    }
  }

  package let inputShape: LayerShape
  package let layers: [Layer]
  /// nil: not compiled.
  package let compilation: Compilation?
  package let history: History
}

/// `adam` of `{"adam": {...}}`, `lion` of `{"custom": "lion"}`.
private struct RuleName: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "an object without a name"))
    }
    text = key.stringValue == "custom" ? try container.decode(String.self, forKey: key) : key.stringValue
  }
}
