// swift-tools-version: 6.2
// 6.2 is the first version that lets a package depended on by version carry `unsafeFlags`: the kernels need -fopenmp,
// and -O3 also where the app around them is built for debugging.
import PackageDescription

let package = Package(
  name: "swift-recurrent",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Recurrent", targets: ["Recurrent", "RecurrentText", "RecurrentFormats", "RecurrentTasks"]),
    .library(name: "RecurrentText", targets: ["RecurrentText"]),
    .library(name: "RecurrentKernels", targets: ["RecurrentKernels"]),
    .library(name: "RecurrentFormats", targets: ["RecurrentFormats"]),
    .library(name: "RecurrentTasks", targets: ["RecurrentTasks"]),
    .executable(name: "recurrent", targets: ["recurrent-cli"]),
  ],
  dependencies: [
    // Only the command line needs it. A package that depends on this one fetches it too, but does not build it.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .target(
      name: "CKernels",
      path: "CKernels",
      publicHeadersPath: "include",
      cSettings: [
        .headerSearchPath("."),
        .unsafeFlags(["-fopenmp", "-O3", "-fno-math-errno", "-Wall", "-Wextra"]),
      ],
      linkerSettings: [.linkedLibrary("omp5"), .linkedLibrary("blas"), .linkedLibrary("m")]
    ),
    // The floors, from the ground up: each imports only those above its own line.
    .target(name: "RecurrentText"),
    .target(name: "RecurrentKernels", dependencies: ["CKernels"]),
    .target(name: "Recurrent", dependencies: ["RecurrentKernels"]),
    .target(name: "RecurrentFormats", dependencies: ["Recurrent", "RecurrentText"]),
    .target(name: "RecurrentTasks", dependencies: ["RecurrentFormats"]),
    .executableTarget(
      name: "recurrent-cli",
      dependencies: [
        "RecurrentTasks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/recurrent-cli"
    ),
    .testTarget(name: "RecurrentTextTests", dependencies: ["RecurrentText", "TestSupport"]),
    .target(name: "TestSupport", dependencies: ["RecurrentKernels"], path: "Tests/Support"),
    .testTarget(name: "RecurrentKernelsTests", dependencies: ["RecurrentKernels", "TestSupport"]),
    .testTarget(name: "RecurrentTests", dependencies: ["Recurrent", "TestSupport"]),
    .testTarget(name: "RecurrentFormatsTests", dependencies: ["RecurrentFormats", "TestSupport"]),
    .testTarget(name: "RecurrentTasksTests", dependencies: ["RecurrentTasks"]),
    .testTarget(name: "CommandLineTests", dependencies: ["recurrent-cli"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
