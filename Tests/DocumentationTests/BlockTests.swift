import Foundation
import Testing

/// Every Swift block of the READMEs and the articles, and every step of the tutorials, is in a file of `Blocks`, which the
/// compiler reads.
@Suite struct BlockTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func files(in folder: String, ending: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == ending }
  }

  /// The lines of a text that say something, without their indentation; comments may be lined up.
  private static func lines(_ text: Substring) -> [String] {
    text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
  }

  @Test func everyBlockIsCompiled() throws {
    let compiled = try Self.files(in: "Tests/DocumentationTests/Blocks", ending: "swift").map { file in
      Self.lines(try String(contentsOf: file, encoding: .utf8)[...])
    }
    let articles = try Self.files(in: "Sources/Recurrent/Documentation.docc", ending: "md")
    var counts: [String: Int] = [:]
    let readmes = ["README.md", "README.ko.md"].map(Self.root.appendingPathComponent)
    let steps = try Self.files(in: "Sources/Recurrent/Documentation.docc/Resources", ending: "swift")
    for page in readmes + articles + steps {
      let text = try String(contentsOf: page, encoding: .utf8)
      let blocks = page.pathExtension == "swift" ? [text[...]] : text.matches(of: /```swift\n([\s\S]*?)```/).map(\.1)
      for block in blocks {
        // An import stands at the top of the file there.
        let wanted = Self.lines(block).filter { !$0.hasPrefix("import ") }
        let isThere = compiled.contains { lines in
          lines.indices.contains { lines[$0...].starts(with: wanted) }
        }
        #expect(isThere, "\(page.lastPathComponent): no file of Blocks holds\n\(block)")
      }
      counts[page.pathExtension, default: 0] += blocks.count
    }
    #expect(counts["md"]! > 10 && counts["swift"]! > 5)
  }
}
