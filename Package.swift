// swift-tools-version: 6.2
// 6.2 is the first version that lets a package depended on by version carry `unsafeFlags`: the kernels need -O3 also where
// the app around them is built for debugging, and -fopenmp.
import Foundation
import PackageDescription

// The kernels' threads are OpenMP's where its runtime can be linked, under the name that Debian gives it or that of others,
// and else threads of our own. RECURRENT_OPENMP=1 or 0 decides it. SwiftPM evaluates this again only when this text or the
// environment changes, so that a runtime installed later is not seen without it.
let openMPFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
let openMP = ["omp5", "omp"].first { name in
  openMPFolders.contains { FileManager.default.fileExists(atPath: "\($0)/lib\(name).so") }
}
let usesOpenMP = Context.environment["RECURRENT_OPENMP"].map { $0 == "1" } ?? (openMP != nil)

let package = Package(
  name: "swift-recurrent",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "Recurrent", targets: ["Recurrent"]),
    .library(name: "RecurrentText", targets: ["RecurrentText"]),
    .library(name: "RecurrentKernels", targets: ["RecurrentKernels"]),
    .library(name: "CKernels", targets: ["CKernels"]),
    .library(name: "RecurrentFormats", targets: ["RecurrentFormats"]),
    .library(name: "RecurrentModels", targets: ["RecurrentModels"]),
    .library(name: "RecurrentTasks", targets: ["RecurrentTasks"]),
  ],
  targets: [
    .target(
      name: "CKernels",
      path: "CKernels",
      publicHeadersPath: "include",
      cSettings: [
        .headerSearchPath("."),
        .unsafeFlags((usesOpenMP ? ["-fopenmp"] : []) + ["-O3", "-fno-math-errno", "-Wall", "-Wextra"]),
      ],
      linkerSettings: (usesOpenMP ? [.linkedLibrary(openMP ?? "omp")] : []) + [.linkedLibrary("m")]
    ),
    // The floors, from the ground up: each imports only those above its own line.
    .target(name: "RecurrentFoundation"),
    .target(name: "RecurrentText", dependencies: ["RecurrentFoundation"]),
    .target(name: "RecurrentReports", dependencies: ["RecurrentFoundation"]),
    .target(name: "RecurrentKernels", dependencies: ["RecurrentFoundation", "CKernels"]),
    .target(name: "RecurrentLayers", dependencies: ["RecurrentKernels"]),
    .target(name: "RecurrentTraining", dependencies: ["RecurrentLayers"]),
    .target(name: "RecurrentFormats", dependencies: ["RecurrentTraining", "RecurrentText"]),
    .target(name: "RecurrentModels", dependencies: ["RecurrentFormats"]),
    .target(name: "RecurrentTasks", dependencies: ["RecurrentModels", "RecurrentReports"]),
    // All of the above under one name.
    .target(name: "Recurrent", dependencies: ["RecurrentTasks"]),
    .testTarget(name: "RecurrentFoundationTests", dependencies: ["RecurrentFoundation", "TestSupport"]),
    .testTarget(
      name: "RecurrentTextTests", dependencies: ["RecurrentText", "TestSupport"], resources: [.copy("Golden")]),
    .testTarget(name: "RecurrentReportsTests", dependencies: ["RecurrentReports"]),
    .target(
      name: "TestSupport", dependencies: ["RecurrentKernels"], path: "Tests/Support", exclude: ["golden"],
      // The oracle runs thousands of times, also where the tests are built for debugging.
      swiftSettings: [.unsafeFlags(["-O"])]),
    .testTarget(name: "RecurrentKernelsTests", dependencies: ["RecurrentLayers", "TestSupport"]),
    .testTarget(name: "RecurrentTests", dependencies: ["Recurrent", "TestSupport"], resources: [.copy("Golden")]),
    .testTarget(
      name: "RecurrentFormatsTests", dependencies: ["Recurrent", "TestSupport"], resources: [.copy("Golden")]),
    .testTarget(
      name: "RecurrentModelsTests", dependencies: ["Recurrent", "TestSupport"], resources: [.copy("Golden")]),
    .testTarget(name: "DocumentationTests", dependencies: ["Recurrent"]),
    .testTarget(name: "RecurrentTasksTests", dependencies: ["Recurrent", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)

// The command line. A package that uses the libraries must not fetch what only this needs, and SwiftPM fetches whatever
// a manifest lists. It reads the manifest of a package depended on by version first inside git, where the directory is
// "/", and then in its folder of checkouts, beside that of the repositories: there the command line is left out.
let folder = Context.packageDirectory
let isDependency =
  folder == "/"
  || folder.contains("/checkouts/") && FileManager.default.fileExists(atPath: folder + "/../../repositories")
if !isDependency {
  package.products.append(.executable(name: "recurrent", targets: ["recurrent-cli"]))
  package.dependencies.append(.package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"))
  package.targets += [
    .executableTarget(
      name: "recurrent-cli",
      dependencies: [
        "Recurrent", "RecurrentReports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    .testTarget(name: "CommandLineTests", dependencies: ["recurrent-cli", "TestSupport"]),
  ]
  // Programs that are killed and run for long: Tests/Resume/run, Tests/Soak/run.
  if Context.environment["RECURRENT_TRIALS"] != nil {
    package.products.append(.executable(name: "trials", targets: ["trials"]))
    package.targets.append(.executableTarget(name: "trials", dependencies: ["Recurrent"], path: "Tests/Trials"))
  }
  // The readers of files under libFuzzer: Tests/Fuzz/run.
  if Context.environment["RECURRENT_FUZZ"] != nil {
    package.products.append(.executable(name: "fuzz", targets: ["fuzz"]))
    package.targets.append(
      .executableTarget(
        name: "fuzz", dependencies: ["Recurrent"], path: "Tests/Fuzz", exclude: ["run", "Corpus"],
        swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
  }
}
