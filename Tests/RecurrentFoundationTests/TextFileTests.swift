import Foundation
import RecurrentFoundation
import TestSupport
import Testing

@Suite struct TextFileTests {
  private let folder = try! TemporaryFolder()

  /// Also where a crash left the half of a write behind.
  @Test func aFileIsReplaced() throws {
    let path = try folder.write("old", to: "map.svg")
    _ = try folder.write("ha", to: "map.svg.part")
    try TextFile.write("new", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["map.svg"])
  }
}
