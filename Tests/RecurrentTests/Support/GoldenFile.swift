import Foundation
import Testing

/// Numbers that another library computed, out of `Golden/`, where the script that made them lies beside them.
func goldenFile<Golden: Decodable>(_ name: String, as type: Golden.Type = Golden.self) -> Golden {
  do {
    let file = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  } catch {
    fatalError("Golden/\(name).json: \(error)")
  }
}
