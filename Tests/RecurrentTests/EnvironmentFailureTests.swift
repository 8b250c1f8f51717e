import Recurrent
import RecurrentKernels
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What the machine refuses goes to the handler that a program sets.
@Suite struct EnvironmentFailureTests {
  @Test func theHandlerIsCalled() async {
    await #expect(processExitsWith: .exitCode(42)) {
      EnvironmentFailure.setHandler { failure in
        guard case .outOfMemory(let byteCount) = failure else { exit(1) }
        exit(byteCount > 1 << 50 ? 42 : 2)
      }
      _ = AlignedBuffer(byteCount: 1 << 55)
    }
  }

  @Test func withoutOneTheReasonIsSaid() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = AlignedBuffer(byteCount: 1 << 55)
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains("out of memory: a buffer of 36028797018963968 bytes was refused"), "\(said)")
  }
}
