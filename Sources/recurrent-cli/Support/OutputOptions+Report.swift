import Recurrent
import RecurrentFoundation
import RecurrentKernels
import RecurrentReports

extension OutputOptions {
  /// The page about a training; nil: none is wanted.
  ///
  /// - Parameters:
  ///   - facts: what is learned from.
  ///   - sections: what the task shows of its model.
  func makeReport(
    of model: any TaskModel, facts: [Fact], sections: @escaping (_ position: Double) throws -> [Section]
  ) -> LiveReport? {
    guard let path = reportPath else { return nil }
    // A disk that stays full is not worth a line each time.
    var lastFailure: String?
    return LiveReport(
      of: model, to: path, in: report == nil ? out : nil,
      about: LiveReport.Subject(name: out, facts: facts + Self.machine, sections: sections),
      isStopping: { Interrupt.status != nil },
      onFailure: { error in
        guard "\(error)" != lastFailure else { return }
        lastFailure = "\(error)"
        Console.talk("warning: the report could not be written, training goes on without: \(error)")
      })
  }

  /// What TensorBoard shows of a training; nil: it is not wanted.
  func makeTensorBoardLog(of model: any TaskModel, facts: [Fact]) -> TensorBoardLog? {
    tensorboard.map { folder in
      let options = TrainingAccount.options(of: model)
      let rows = (facts + Self.machine + options).map { "| \($0.name) | \($0.value) |" }
      let table = (["| option | value |", "| --- | --- |"] + rows).joined(separator: "\n")
      return TensorBoardLog(in: folder, texts: ["options": table]) { error in
        Console.talk("warning: nothing more is written for TensorBoard, training goes on without: \(error)")
      }
    }
  }

  private static var machine: [Fact] {
    let gibibytes = Double(SystemMemory.byteCount) / 0x1p30
    return [
      Fact("processor", Processor.name), Fact("memory", Figures.fixed(gibibytes, 1) + " GiB"),
      Fact("kernels", Compute.current.summary),
    ]
  }
}
