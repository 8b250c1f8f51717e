import RecurrentFoundation
import RecurrentReports

/// What a model wrote in the course of its training: the first sample, the last, and some between.
final class SampleLog {
  private var samples: [(position: Double, text: String)] = []
  private let limit = 8

  /// - Parameter position: the epochs done.
  func add(_ text: String, at position: Double) {
    if samples.last?.position == position { samples.removeLast() }
    samples.append((position, text))
    guard samples.count > limit else { return }
    // The one whose neighbours are closest to each other is missed least.
    let inner = 1..<(samples.count - 1)
    let closest = inner.min {
      samples[$0 + 1].position - samples[$0 - 1].position < samples[$1 + 1].position - samples[$1 - 1].position
    }
    if let closest { samples.remove(at: closest) }
  }

  /// The last first.
  var exhibits: [any Exhibit] {
    samples.reversed().map { sample in
      let digits = sample.position == sample.position.rounded() ? 0 : 2
      let epochs = sample.position == 1 ? "epoch" : "epochs"
      return Passage("after \(Figures.fixed(sample.position, digits)) \(epochs)", sample.text)
    }
  }
}
