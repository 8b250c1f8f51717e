import RecurrentFoundation
import RecurrentKernels
import RecurrentLayers
import RecurrentReports
import RecurrentText

extension LanguageModel {
  /// A page that shows what goes on in the model while it reads a text, for learners: the probability that it gave to each
  /// next token, what its units follow, and how far back its gradient reaches.
  ///
  /// - Throws: `VocabularyError`, ``TrainingFailure/validationTooShort(tokens:)``, ``ConfigurationError`` where it has no
  ///   recurrent layer.
  package func explanation(of text: String, units: Int, title: String) throws -> Page {
    let tokens = try codec.encode(text)
    guard tokens.count > 1 else { throw TrainingFailure.validationTooShort(tokens: tokens.count) }
    var decoder = codec.makeDecoder()
    let pieces = tokens.map { decoder.append($0) }
    return Page(
      title, subtitle: "\(Self.kind) · what goes on in it while it reads \(Figures.count(tokens.count)) tokens",
      [
        probabilities(tokens, pieces), reach(tokens), try followers(tokens, pieces, limit: units),
      ])
  }

  // MARK: Probabilities

  private func probabilities(_ tokens: [Int32], _ pieces: [String]) -> Section {
    let logits = network.decoder(network.rnn(network.embedding(IndexTensor([Array(tokens.dropLast())]))).output)
    let shares = logits.softmax()
    let width = shares.shape[2]
    let colored = shares.withUnsafeScalars { shares in
      tokens.indices.dropFirst().map { place -> ColoredText.Piece in
        let row = shares[((place - 1) * width)..<(place * width)]
        let share = Double(row[row.startIndex + Int(tokens[place])])
        let likeliest = row.indices.sorted { row[$0] > row[$1] }.prefix(5).map { id in
          "\(codec.vocabulary[Int32(id - row.startIndex)].withVisibleSpace) \(percent(Double(row[id])))"
        }
        return ColoredText.Piece(
          pieces[place], share, detail: "\(percent(share)); likeliest: \(likeliest.joined(separator: ", "))")
      }
    }
    return Section(
      "What it expected",
      note:
        "The fuller the colour, the more probable it found the character before it came; a pointer shows the likeliest.",
      [ColoredText("Probability of each next token", [ColoredText.Piece(pieces[0], 0)] + colored)])
  }

  // MARK: Units

  private func followers(_ tokens: [Int32], _ pieces: [String], limit: Int) throws -> Section {
    let activity = try UnitActivity(of: self, reading: tokens)
    let features = TextFeatures(of: pieces)
    // What an LSTM remembers is c; it is shown as the output sees it, as tanh c.
    let states = activity["c"].map { $0.map { $0.map { tanh($0) } } } ?? activity["h"] ?? []
    let followed = (0..<configuration.hiddenSize).compactMap { unit in
      features.closest(to: states.map { Double($0[unit]) }).map {
        (unit: unit, name: $0.name, correlation: $0.correlation)
      }
    }.sorted { (abs($1.correlation), $0.unit) < (abs($0.correlation), $1.unit) }
    let cards = followed.prefix(limit).map { follower -> StripCard in
      let gates = activity.series.filter { !["h", "c"].contains($0.name) }.map { gate in
        StripCard.Strip(Self.gateNames[gate.name] ?? gate.name, gate.values.map { Double($0[follower.unit]) })
      }
      let state = StripCard.Strip("state", states.map { Double($0[follower.unit]) })
      return StripCard(
        "Unit \(follower.unit)",
        note: "follows \(follower.name), r = \(Figures.fixed(follower.correlation, 2))", pieces: pieces,
        strips: [state] + gates)
    }
    return Section(
      "What its units follow",
      note:
        "Units of the last layer, those first that go most with something in the text (r is Pearson's correlation). "
        + "The two colours are a state above 0 and below.",
      cards.isEmpty ? [Paragraph("No unit's state changes in this text.")] : [Row(Array(cards))])
  }

  private static let gateNames = [
    "i": "input gate", "f": "forget gate", "g": "candidate", "o": "output gate", "r": "reset gate", "z": "update gate",
    "n": "candidate",
  ]

  // MARK: Gradients

  /// Beside this model networks of its size with each cell as they begin, before any training.
  private func reach(_ tokens: [Int32]) -> Section {
    let distance = min(100, tokens.count - 1)
    let cells: [(String, Cell)] = [("RNN", .rnn), ("LSTM", .lstm), ("GRU", .gruResetAfter)]
    var networks = cells.map { name, cell in
      var configuration = configuration
      configuration.cell = cell
      let network = withRandomSource(RandomSource(seed: 1)) {
        LanguageModelNetwork(configuration, vocabularySize: codec.vocabulary.count)
      }
      return ("\(name), untrained", network)
    }
    networks.append(("this model", network))
    let curves = networks.enumerated().map { place, named in
      let norms = GradientReach(of: named.1, in: tokens, distance: distance).norms
      // Below what float32 can tell from nothing beside the first.
      let points = norms.enumerated().map { Curve.Point(Double($0), $1 > norms[0] * 1e-12 ? $1 / norms[0] : .nan) }
      return Curve(named.0, points, color: [1, 0, 2, 3][place])
    }
    let chart = LineChart(
      "Gradient norm", curves, x: Axis("steps back", 0...Double(max(1, distance - 1))),
      y: Axis(
        "of a prediction's loss by what was read, beside that of the last step",
        fitting: curves.flatMap { $0.points.map(\.y) }.filter { $0 > 0 }, scale: .logarithmic))
    return Section(
      "How far back it learns from",
      note: "Where the curve has fallen by a thousand, training hardly notices what was read that long ago.",
      [Row([chart])])
  }
}
