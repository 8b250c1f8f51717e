import RecurrentKernels

/// A backend that the tests walk.
public struct BackendUnderTest: Sendable, CustomStringConvertible {
  public let description: String
  public let backend: any KernelBackend

  /// The activations it does by itself.
  public var activations: [Activation] {
    Activation.allCases.filter { $0.isInKernelInterface || backend is ReferenceBackend }
  }

  /// All that do a layer by themselves.
  public static func able(to descriptor: RecurrentDescriptor) -> [BackendUnderTest] {
    all.filter { candidate in
      [descriptor.activation, descriptor.recurrentActivation].allSatisfy(candidate.activations.contains)
    }
  }

  /// All that this machine can run: the built-in ones, and the native kernels held to each instruction set.
  public static let all: [BackendUnderTest] = {
    let builtIn = Kernels.names.compactMap { name in
      (try? Kernels.backend(named: name)).map { BackendUnderTest(description: name, backend: $0) }
    }
    let instructionSets = ["avx512", "avx2", "baseline"].compactMap { set in
      Kernels.native(instructionSet: set).map { BackendUnderTest(description: "native \(set)", backend: $0) }
    }
    return builtIn + instructionSets
  }()
}

extension Kernels {
  /// Those of ``names`` that this machine can run: without a BLAS there is no `blas`.
  public static var namesHere: [String] { names.filter { $0 != "blas" || !blasLibrary.isEmpty } }
}
