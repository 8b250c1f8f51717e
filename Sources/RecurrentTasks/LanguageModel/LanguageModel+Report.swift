import RecurrentFoundation
import RecurrentLayers
import RecurrentReports
import RecurrentTraining

/// What a report shows of a language model: what it writes, and where a text surprised it most.
package final class LanguageModelExhibits {
  private let model: LanguageModel
  private let tokens: (any TokenStorage)?
  private let samples = SampleLog()

  /// - Parameter tokens: a text that it is measured on; nil: none.
  package init(of model: LanguageModel, on tokens: (any TokenStorage)?) {
    (self.model, self.tokens) = (model, tokens.map { $0.count > 1 ? $0 : nil } ?? nil)
  }

  /// - Parameter position: the epochs done; nil: it does not matter.
  package func sections(at position: Double?) throws -> [Section] {
    let length = model.codec.unit == .word ? 60 : 300
    let text = try model.text(length: length, sampling: Sampling(temperature: 0.8)).joined()
    let written: [any Exhibit]
    if let position {
      samples.add(text, at: position)
      written = samples.exhibits
    } else {
      written = [Passage("temperature 0.8", text)]
    }
    return [Section("What it writes", [Row(written)])] + surprises
  }

  private var surprises: [Section] {
    guard let tokens else { return [] }
    // As many as are looked at in a moment: each costs a number for every token that could come.
    let count = min(tokens.count, 6000, max(200, 3_000_000 / model.codec.vocabulary.count))
    let read = tokens.tokens(in: 0..<count)
    let nats = model.surprises(of: read)
    let size = model.codec.unit == .word ? 16 : 70
    let passages = stride(from: 0, to: nats.count - min(size, nats.count) + 1, by: size).map { start in
      (start: start, mean: nats[start..<min(start + size, nats.count)].reduce(0, +) / Double(min(size, nats.count)))
    }
    let worst = passages.sorted { $0.mean > $1.mean }.prefix(6)
    return [
      Section(
        "The most surprising passages",
        note:
          "Of the first \(Figures.count(count)) tokens it is measured on; the fuller the colour, the less likely the token was.",
        [
          Row(
            worst.map { passage in
              exhibit(read, nats, passage.start..<min(passage.start + size, nats.count), mean: passage.mean)
            })
        ])
    ]
  }

  private func exhibit(_ tokens: [Int32], _ nats: [Double], _ places: Range<Int>, mean: Double) -> ColoredText {
    var decoder = model.codec.makeDecoder()
    // What comes before is read to be in step, and not shown.
    for token in tokens[max(0, places.lowerBound - 20)...places.lowerBound] { _ = decoder.append(token) }
    let pieces = places.map { place in
      ColoredText.Piece(
        decoder.append(tokens[place + 1]), nats[place] / 8, detail: "\(percent(exp(-nats[place]))) likely")
    }
    return ColoredText("\(Figures.fixed(mean, 2)) nats a token", pieces)
  }
}

/// A probability as it is read.
func percent(_ share: Double) -> String {
  share < 0.001 ? "less than 0.1%" : Figures.fixed(100 * share, share < 0.1 ? 1 : 0) + "%"
}

extension LanguageModel {
  /// -log p of each token but the first, in nats.
  func surprises(of tokens: [Int32]) -> [Double] {
    var (state, nats) = (RecurrentState?.none, [Double]())
    let window = 500
    for start in stride(from: 0, to: tokens.count - 1, by: window) {
      let end = min(start + window, tokens.count - 1)
      let sequence = network.rnn(network.embedding(IndexTensor([Array(tokens[start..<end])])), state: state)
      let logits = network.decoder(sequence.output)
      let width = logits.shape[2]
      logits.withUnsafeScalars { logits in
        for place in 0..<(end - start) {
          let row = UnsafeBufferPointer(rebasing: logits[(place * width)..<((place + 1) * width)])
          nats.append(logSumExp(row) - Double(row[Int(tokens[start + place + 1])]))
        }
      }
      state = sequence.state.detached()
    }
    return nats
  }
}

/// log of the sum of e to the power of each.
func logSumExp(_ logits: UnsafeBufferPointer<Float>) -> Double {
  let largest = logits.max() ?? 0
  return Double(largest) + log(Double(logits.reduce(0) { $0 + exp($1 - largest) }))
}
