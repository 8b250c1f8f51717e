import Foundation
import Testing

/// README says what the command line does.
@Suite struct ReadmeTests {
  private static let readme = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("README.md")

  @Test func listsTheOptionsOfTrain() throws {
    let help = try CommandLineTool.run(["lm", "train", "--help"]).output
    let known = help.matches(of: /\n  (--[a-z-]+)/).map { String($0.1) }
    let readme = try String(contentsOf: Self.readme, encoding: .utf8)
    let table = try #require(readme.firstMatch(of: /The options of `recurrent lm train TEXT`:([\s\S]*?)\n\n[^|]/))
    let listed = table.1.matches(of: /`(--[a-z-]+)/).map { String($0.1) }
    #expect(!listed.isEmpty)
    #expect(Set(listed) == Set(known).subtracting(["--version", "--help"]))
  }
}
