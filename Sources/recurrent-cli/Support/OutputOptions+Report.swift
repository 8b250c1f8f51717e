import Recurrent
import RecurrentFoundation
import RecurrentKernels
import RecurrentReports

extension OutputOptions {
  /// The page about a training; nil: none is wanted.
  ///
  /// - Parameter facts: what is learned from.
  func makeReport(of model: any TaskModel, facts: [Fact]) -> LiveReport? {
    guard let path = reportPath else { return nil }
    // A disk that stays full is not worth a line each time.
    var lastFailure: String?
    return LiveReport(
      of: model, to: path, in: report == nil ? out : nil,
      about: LiveReport.Subject(name: out, facts: facts + Self.machine) { _ in [] },
      onFailure: { error in
        guard "\(error)" != lastFailure else { return }
        lastFailure = "\(error)"
        Console.talk("warning: the report could not be written, training goes on without: \(error)")
      })
  }

  private static var machine: [Fact] {
    let gibibytes = Double(SystemMemory.byteCount) / 0x1p30
    return [
      Fact("processor", Processor.name), Fact("memory", Figures.fixed(gibibytes, 1) + " GiB"),
      Fact("kernels", Compute.current.summary),
    ]
  }
}
