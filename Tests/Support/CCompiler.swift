import Foundation

/// The C compiler of this machine, for tests that build a shared library.
public enum CCompiler {
  /// Its path; nil where there is none.
  public static let path: String? = Programs.path(of: "clang", "cc", "gcc")

  /// Builds a shared library from one source, which may include `recurrent_kernels.h`, and returns its path.
  public static func sharedLibrary(
    _ source: String, definitions: [String] = [], in folder: TemporaryFolder
  ) throws -> String {
    let name = "backend-" + UUID().uuidString
    let (sourcePath, library) = (try folder.write(source, to: name + ".c"), folder.path(name + ".so"))
    let include = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("CKernels/include").path
    let arguments =
      ["-std=c11", "-O1", "-shared", "-fPIC", "-I", include] + definitions.map { "-D" + $0 }
      + [sourcePath, "-o", library]
    let status = try ChildProcess(path ?? "/no C compiler", arguments).wait()
    guard status == 0 else { throw Failure(status: status) }
    return library
  }

  public struct Failure: Error {
    public let status: Int32
  }
}
