import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

/// Writes event files for TensorBoard: the figures of steps and epochs, histograms of weights and gradients, and text.
///
/// ```swift
/// try model.fit(x, y, epochs: 20, callbacks: [TensorBoardLog(in: "runs/lstm")])
/// // tensorboard --logdir runs
/// ```
/// Steps are under `step/`, ten of them a second at most; epochs under `epoch/`, by the names of `EpochReport.figures`.
/// Histograms are taken after an epoch, more seldom where that has taken more than a hundredth of the time. A run that is
/// gone on with writes a further file. What goes wrong never ends the training: nothing more is written then.
public final class TensorBoardLog: Callback {
  public var isOnEveryRank: Bool { false }
  private let folder: String
  private let texts: [(tag: String, text: String)]
  private let onFailure: (any Error) -> Void
  private var file: EventFile?
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant
  private var lastStep: ContinuousClock.Instant?
  private var histogramCost = Duration.zero

  /// - Parameters:
  ///   - folder: made where it is not there.
  ///   - texts: Markdown by tag, shown from the start.
  ///   - onFailure: is told why nothing more is written: a `FileError`.
  public init(
    in folder: String, texts: KeyValuePairs<String, String> = [:],
    onFailure: @escaping (any Error) -> Void = { _ in }
  ) {
    (self.folder, self.onFailure) = (folder, onFailure)
    self.texts = texts.map { ($0, $1) }
    start = clock.now
  }

  public func begin(_ run: TrainingRun) {
    start = clock.now
    attempt {
      file = try EventFile(in: folder)
      try write(texts.map { .text(tag: $0.tag, $0.text) }, at: run.trainer.steps)
    }
  }

  public func observe(_ event: TrainingEvent, in run: TrainingRun) -> TrainingDecision {
    attempt {
      switch event {
      case .step: try writeStep(of: run)
      case .epoch(let report, _, let speed): try writeEpoch(report, speed, of: run)
      }
    }
    return .goOn
  }

  private func writeStep(of run: TrainingRun) throws {
    let now = clock.now
    guard let step = run.trainer.lastStep, lastStep.map({ now - $0 >= .milliseconds(100) }) ?? true else { return }
    lastStep = now
    let figures = [
      ("step/loss", step.loss), ("step/learning_rate", step.learningRate),
      ("step/gradient_norm", Float(step.gradientNorm)),
    ]
    try write([.scalars(figures)], at: run.trainer.steps)
  }

  private func writeEpoch(_ report: EpochReport, _ speed: TrainingSpeed, of run: TrainingRun) throws {
    var figures = report.figures.sorted { $0.key < $1.key }.map { (tag: "epoch/" + $0.key, value: Float($0.value)) }
    if let perSecond = speed.perSecond { figures.append(("epoch/per_second", Float(perSecond))) }
    try write([.scalars(figures)], at: run.trainer.steps)
    let began = clock.now
    guard histogramCost * 100 <= began - start else { return }
    let divisor = Float(run.trainer.lastStep?.gradientDivisor ?? 1)
    try write(histograms(of: run.parameters, gradientDivisor: divisor), at: run.trainer.steps)
    histogramCost += clock.now - began
  }

  /// The gradients are those of the last step.
  private func histograms(of store: ParameterStore, gradientDivisor: Float) -> [TensorBoardEvent.Content] {
    store.parameters.flatMap { named in
      let gradient = named.parameter.gradient.map { gradientDivisor == 1 ? $0 : $0 / gradientDivisor }
      let tensors = [("weights/", named.parameter.value)] + (gradient.map { [("gradients/", $0)] } ?? [])
      return tensors.map { kind, tensor in
        TensorBoardEvent.Content.histogram(tag: kind + named.name, tensor.withUnsafeScalars { Histogram(of: $0) })
      }
    }
  }

  private func write(_ contents: [TensorBoardEvent.Content], at step: Int) throws {
    let time = WallClock.seconds
    try file?.write(contents.map { TensorBoardEvent(time: time, step: step, content: $0) })
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch {
      file = nil
      onFailure(error)
    }
  }
}
