import Foundation
import RecurrentKernels
import TestSupport
import Testing

@Suite struct SelectionTests {
  @Test(arguments: Kernels.namesHere)
  func aBackendHasTheNameItIsAskedForBy(name: String) throws {
    let backend = try Kernels.backend(named: name)
    #expect(backend.name == name && !backend.summary.isEmpty)
    #expect(try Kernels.chain(from: name).name == name)
  }

  @Test(.enabled(if: Kernels.blasLibrary.isEmpty, "there is a BLAS library on this machine"))
  func withoutALibraryBLASSaysSo() {
    for select in [Kernels.backend(named:), { try Kernels.chain(from: $0) }] as [(String) throws -> any KernelBackend] {
      #expect { try select("blas") } throws: {
        guard case KernelError.unusableBackend(path: "blas", let reason) = $0 else { return false }
        return reason.contains("RECURRENT_BLAS")
      }
    }
  }

  @Test func anUnknownNameSaysWhichThereAre() throws {
    let expected = KernelError.unknownBackend(name: "cuda", known: Kernels.names)
    #expect(throws: expected) { try Kernels.backend(named: "cuda") }
    #expect(throws: expected) { try Kernels.chain(from: "cuda") }
    #expect("\(expected)".contains("native, blas, reference"))
  }

  @Test func theDefaultIsNativeWhereNothingElseIsSaid() async {
    await #expect(processExitsWith: .success) {
      unsetenv(Kernels.environmentVariable)
      #expect(Kernels.default.name == "native")
    }
  }

  @Test func theEnvironmentNamesTheDefault() async {
    await #expect(processExitsWith: .success) {
      setenv(Kernels.environmentVariable, "reference", 1)
      #expect(Kernels.default.name == "reference")
      setenv(Kernels.environmentVariable, "blas", 1)
      // Decided once.
      #expect(Kernels.default.name == "reference")
    }
  }

  @Test func aWrongEnvironmentIsAnErrorOrTheEnd() async {
    await #expect(processExitsWith: .success) {
      setenv(Kernels.environmentVariable, "nonsense", 1)
      #expect(throws: KernelError.unknownBackend(name: "nonsense", known: Kernels.names)) {
        try Kernels.resolveDefault()
      }
    }
    await #expect(processExitsWith: .failure) {
      setenv(Kernels.environmentVariable, "nonsense", 1)
      _ = Kernels.default
    }
  }

  @Test func theDefaultIsSetOnce() async {
    await #expect(processExitsWith: .success) {
      Kernels.setDefault(ReferenceBackend())
      #expect(Kernels.default.name == "reference")
    }
    await #expect(processExitsWith: .failure) {
      Kernels.setDefault(ReferenceBackend())
      Kernels.setDefault(ReferenceBackend())
    }
  }

  @Test func instructionSetsAreKnownByName() {
    #expect(Kernels.native(instructionSet: "baseline") != nil)
    #expect(Kernels.native(instructionSet: "nonsense") == nil)
  }

  @Test func thereIsAThread() {
    #expect(Kernels.defaultThreads >= 1)
  }
}
