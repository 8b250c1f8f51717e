import Foundation
import Testing

/// The article says what the command line does.
@Suite struct CommandLineArticleTests {
  private static let article = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Recurrent/Documentation.docc/CommandLine.md")

  @Test func listsTheOptionsOfTrain() throws {
    let help = try CommandLineTool.run(["lm", "train", "--help"]).output
    let known = help.matches(of: /\n  (--[a-z-]+)/).map { String($0.1) }
    let article = try String(contentsOf: Self.article, encoding: .utf8)
    let table = try #require(article.firstMatch(of: /The options of `recurrent lm train TEXT`:([\s\S]*?)\n\n[^|]/))
    let listed = table.1.matches(of: /`(--[a-z-]+)/).map { String($0.1) }
    #expect(!listed.isEmpty)
    #expect(Set(listed) == Set(known).subtracting(["--version", "--help"]))
  }
}
