import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

extension Translator {
  /// The likeliest translations that a search finds.
  ///
  /// - Parameter texts: an empty one has the empty translation.
  /// - Throws: ``ConfigurationError``, ``TextTooLong``.
  public func translations(of texts: [String], search: BeamSearch = BeamSearch()) throws -> [String] {
    try search.validate()
    return translations(of: try texts.enumerated().map { try source($1, place: $0) }, search: search)
      .map { vocabulary.target.decode($0) }
  }

  /// The ids of a source text; units never seen in training are `<unk>`.
  func source(_ text: String, place: Int = 0) throws -> [Int32] {
    let ids = try vocabulary.source.encode(text)
    guard ids.count <= configuration.maximumLength else {
      throw TextTooLong(text: place, units: ids.count, maximum: configuration.maximumLength)
    }
    return ids
  }

  func translations(of sources: [[Int32]], search: BeamSearch) -> [[Int32]] {
    var result = [[Int32]](repeating: [], count: sources.count)
    let filled = sources.indices.filter { !sources[$0].isEmpty }
    // As many beginnings at once as keep the kernels busy.
    let batches = Batches(lengths: filled.map { sources[$0].count }, batchSize: max(1, 256 / search.width))
    for batch in batches {
      let places = batch.map { filled[$0] }
      for (place, translation) in zip(places, translateBatch(places.map { sources[$0] }, search: search)) {
        result[place] = translation
      }
    }
    return result
  }

  /// Searches for a batch of sources together. Every source has `search.width` rows of the decoder's state; where fewer
  /// beginnings are live, the rows left over repeat the first.
  private func translateBatch(_ sources: [[Int32]], search: BeamSearch) -> [[Int32]] {
    let units = vocabulary.target.vocabulary
    let encoded = network.encode(sourceBatch(sources))
    var beams = sources.map { source in
      let longest = min(configuration.maximumLength, 2 * source.count + 50)
      return Beam(search, end: units.required(.end), maximumLength: longest)
    }
    let forbidden = [units.required(.beginning), units.required(.unknown)]
    let rows = sources.indices.flatMap { [Int](repeating: $0, count: search.width) }
    var (state, place) = (encoded.state.rows(at: rows), 0)
    while beams.contains(where: { !$0.isDone }) {
      let last = beams.flatMap { beam in
        (0..<search.width).map { row in
          // A beam that is done may have no beginnings left; its rows are not looked at again.
          let hypothesis = beam.live.isEmpty ? nil : beam.live[min(row, beam.live.count - 1)]
          return hypothesis?.tokens.last ?? units.required(.beginning)
        }
      }
      let step = network.step(last, place: place, state: state, memory: encoded.memory, sources: sources.count)
      var probabilities = network.output(step.features).softmax()
      let origins = advance(&beams, &probabilities, forbidden: forbidden, width: search.width)
      state = step.state.rows(at: origins)
      place += 1
    }
    return beams.map(\.best.tokens)
  }

  /// Lets each beam go on; returns for each row of the state the row that it goes on from.
  private func advance(
    _ beams: inout [Beam], _ probabilities: inout Tensor, forbidden: [Int32], width: Int
  ) -> [Int] {
    let classes = probabilities.shape[2]
    return probabilities.withUnsafeMutableScalars { probabilities in
      beams.indices.flatMap { index -> [Int] in
        let first = index * width
        guard !beams[index].isDone else { return (0..<width).map { first + $0 } }
        let continuations = beams[index].live.indices.map { place in
          let row = UnsafeMutableBufferPointer(rebasing: probabilities[((first + place) * classes)...].prefix(classes))
          for token in forbidden { row[Int(token)] = 0 }
          return Self.likeliest(width + 1, of: UnsafeBufferPointer(row))
        }
        let origins = beams[index].advance(continuations)
        return (0..<width).map { first + (origins.isEmpty ? 0 : origins[min($0, origins.count - 1)]) }
      }
    }
  }

  /// The largest probabilities, the largest first; of equal ones those of the lower ids.
  private static func likeliest(
    _ count: Int, of probabilities: UnsafeBufferPointer<Float>
  ) -> [(token: Int32, logProbability: Double)] {
    var best: [Int] = []
    for token in probabilities.indices {
      if best.count == count, probabilities[token] <= probabilities[best[count - 1]] { continue }
      let place = best.firstIndex { probabilities[$0] < probabilities[token] } ?? best.count
      best.insert(token, at: place)
      if best.count > count { best.removeLast() }
    }
    return best.map { (Int32($0), log(Double(probabilities[$0]))) }
  }
}

/// A text longer than a translator reads.
public struct TextTooLong: Error, Equatable, Sendable, CustomStringConvertible {
  /// Its place among the texts given, counted from 0.
  public let text: Int
  /// The units of the text.
  public let units: Int
  /// As many as it may have.
  public let maximum: Int

  public var description: String { "a text of \(units) units, the model reads at most \(maximum): split it" }
}
