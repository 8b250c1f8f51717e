// swift-tools-version: 6.2
// The benchmarks, a package of its own, so that nobody who uses the library fetches or builds them.
import PackageDescription

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-recurrent", path: "..")],
  targets: [
    .executableTarget(
      name: "kernels",
      dependencies: [.product(name: "CKernels", package: "swift-recurrent")],
      path: "Kernels",
      cSettings: [.unsafeFlags(["-O3", "-Wall", "-Wextra"])],
      linkerSettings: [.linkedLibrary("m"), .linkedLibrary("dl", .when(platforms: [.linux]))]
    )
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
