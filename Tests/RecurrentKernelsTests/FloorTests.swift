import Foundation
import Testing

/// The house's one rule: imports look down.
@Suite struct FloorTests {
  /// From the ground up. `recurrent-cli` is the roof.
  private static let floors = [
    "RecurrentFoundation", "RecurrentText", "RecurrentReports", "RecurrentKernels", "RecurrentLayers",
    "RecurrentTraining",
    "RecurrentFormats", "RecurrentModels", "RecurrentTasks", "Recurrent", "recurrent-cli",
  ]

  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources")

  /// The modules that a Swift file imports, with the file's path inside its floor.
  private func imports(of floor: String) throws -> [(file: String, module: String)] {
    let folder = Self.sources.appendingPathComponent(floor)
    // The steps of a tutorial are no part of a floor.
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift") && !$0.contains(".docc/")
    }
    #expect(!files.isEmpty, "\(folder.path) holds no Swift file")
    let statement =
      /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:class|struct|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
      .anchorsMatchLineEndings()
    return try files.flatMap { file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      return text.matches(of: statement).map { (file, String($0.1)) }
    }
  }

  @Test func everyFloorIsListed() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
    #expect(Set(folders.filter { !$0.hasPrefix(".") && !$0.contains(".") }) == Set(Self.floors))
  }

  @Test func importsLookDown() throws {
    for (height, floor) in Self.floors.enumerated() {
      for (file, module) in try imports(of: floor) {
        guard let other = Self.floors.firstIndex(of: module) else { continue }
        #expect(other < height, "\(floor)/\(file) imports \(module), which is no floor below")
      }
    }
  }

  @Test func onlyTheAdapterKnowsTheKernelsInC() throws {
    for floor in Self.floors {
      for (file, module) in try imports(of: floor) where module == "CKernels" {
        #expect(floor == "RecurrentKernels" && file.hasPrefix("C/"), "\(floor)/\(file) imports CKernels")
      }
    }
  }

  @Test func onlyTheGroundFloorKnowsTheCLibrary() throws {
    for floor in Self.floors {
      for (file, module) in try imports(of: floor) where ["Darwin", "Glibc", "Musl"].contains(module) {
        #expect(floor == "RecurrentFoundation" && file.hasPrefix("Platform/"), "\(floor)/\(file) imports \(module)")
      }
    }
  }

  @Test func theReaderOfImportsReads() throws {
    #expect(try imports(of: "RecurrentKernels").contains { $0.module == "CKernels" })
    #expect(try imports(of: "RecurrentFoundation").contains { $0.module == "Glibc" })
  }
}
