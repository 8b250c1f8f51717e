import RecurrentFoundation
import RecurrentReports
import RecurrentTraining

/// The curves of trainings: of one its training and its validation, of several laid over each other their validation.
struct TrainingCharts {
  private let accounts: [TrainingAccount]

  init(_ accounts: [TrainingAccount]) { self.accounts = accounts }

  private var isOne: Bool { accounts.count == 1 }

  /// One for each unit: what is counted in nats says nothing beside squared errors.
  var losses: [LineChart] { accounts.indices.grouped { accounts[$0].lossUnit }.map(loss) }

  private func loss(of places: [Int]) -> LineChart {
    let steps = places.map { curve("steps", $0, color: 0, style: .faint) { $0.loss } }
    let epochs = places.flatMap { account in
      figures(of: account) {
        $0.trainingLoss
      } validation: {
        $0.validationLoss
      }
    }
    // The first steps of all are far above what comes after them: they are not to press the rest flat.
    let lows =
      steps.flatMap { $0.points.dropFirst($0.points.count / 20).map(\.y) } + epochs.flatMap { $0.points.map(\.y) }
    let shown = steps.filter { $0.points.count > 1 }
    return LineChart(
      "Loss", shown.map { isOne ? $0 : renamed($0) } + epochs, x: epochAxis,
      y: Axis(accounts[places[0]].lossUnit, fitting: lows, scale: isWide(lows) ? .logarithmic : .linear),
      marks: bestMark,
      caption: bestCaption)
  }

  /// Whether a straight scale would press most of them onto its floor.
  private func isWide(_ values: [Double]) -> Bool {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low > 0 else { return false }
    return high > 30 * low
  }

  /// Of each figure besides the loss.
  var metrics: [LineChart] {
    Set(accounts.flatMap(\.metrics)).sorted().map { name in
      let curves = accounts.indices.flatMap { account in
        figures(of: account) {
          $0.trainingMetrics[name]
        } validation: {
          $0.validationMetrics[name]
        }
      }
      let isShare = ["accuracy", "f1"].contains(name)
      return LineChart(
        name == "f1" ? "F1" : name == "mae" ? "Absolute error" : name.prefix(1).uppercased() + name.dropFirst(), curves,
        x: epochAxis,
        y: Axis("", fitting: curves.flatMap { $0.points.map(\.y) }, limits: isShare ? 0...1 : -.infinity ... .infinity),
        marks: bestMark)
    }
  }

  var learningRate: LineChart {
    let curves = accounts.indices.map { place in
      let ofSteps = curve(label(place, "learning rate"), place, color: place) { $0.learningRate }
      guard ofSteps.points.count < 2 else { return ofSteps }
      let points = accounts[place].history.epochs.map { Curve.Point(Double($0.epoch - 1), Double($0.learningRate)) }
      return Curve(ofSteps.name, points, color: place)
    }
    return LineChart(
      "Learning rate", curves, x: epochAxis,
      y: Axis("", fitting: curves.flatMap { $0.points.map(\.y) } + [0], limits: 0 ... .infinity))
  }

  /// nil: no steps are known.
  var gradientNorm: LineChart? {
    guard let curves = stepCurves("mean", { $0.gradientNorm }) else { return nil }
    let largest = isOne ? [curve("largest", 0, color: 0, style: .faint) { $0.largestNorm }] : []
    let clip = isOne ? accounts[0].clip : nil
    let values = (curves + largest).flatMap { $0.points.map(\.y) }.filter { $0 > 0 }
    return LineChart(
      "Gradient norm", largest + curves, x: epochAxis, y: Axis("before clipping", fitting: values, scale: .logarithmic),
      marks: clip.map { [.across($0)] } ?? [], caption: isOne ? clippingCaption(clip) : nil)
  }

  /// nil: nothing was clipped.
  var clipped: LineChart? {
    guard accounts.contains(where: { $0.trace.stretches.contains { $0.clippedSteps > 0 } }),
      let curves = stepCurves("clipped", { 100 * $0.clippedShare })
    else { return nil }
    return LineChart("Clipped steps", curves, x: epochAxis, y: Axis("%", -2...102))
  }

  /// One for each unit.
  var speeds: [LineChart] {
    accounts.indices.grouped { accounts[$0].item?.plural ?? "" }.compactMap(speed)
  }

  private func speed(of places: [Int]) -> LineChart? {
    guard let curves = stepCurves("speed", of: places, { $0.speed }) else { return nil }
    let unit = accounts[places[0]].item.map { "\($0.plural) a second" } ?? "a second"
    let values = curves.flatMap { $0.points.map(\.y) }
    return LineChart("Speed", curves, x: epochAxis, y: Axis(unit, fitting: values + [0], limits: 0 ... .infinity))
  }

  // MARK: Curves

  private var epochAxis: Axis {
    let last =
      accounts.map { max($0.lastStretch?.position ?? 0, Double($0.history.epochs.last?.epoch ?? 1)) }.max() ?? 1
    // Room for the last dot.
    return Axis("epoch", 0...max(last * 1.008, 0.01))
  }

  private func figures(
    of place: Int, training: (EpochReport) -> Double?, validation: (EpochReport) -> Double?
  ) -> [Curve] {
    func points(_ figure: (EpochReport) -> Double?, at offset: Double) -> [Curve.Point] {
      accounts[place].history.epochs.compactMap { epoch in
        figure(epoch).map { Curve.Point(Double(epoch.epoch) - offset, $0) }
      }
    }
    // What is the mean over an epoch stands in its middle, what was measured after it at its end.
    let (learned, measured) = (points(training, at: 0.5), points(validation, at: 0))
    guard isOne else {
      return [Curve(accounts[place].name, measured.isEmpty ? learned : measured, color: place)]
    }
    return [Curve("training", learned, color: 0), Curve("validation", measured, color: 1)].filter { !$0.points.isEmpty }
  }

  /// - Parameter places: nil: of all.
  private func stepCurves(
    _ name: String, of places: [Int]? = nil, _ figure: (StepTrace.Stretch) -> Double
  ) -> [Curve]? {
    let curves = (places ?? Array(accounts.indices)).map { curve(label($0, name), $0, color: $0, figure) }
    return curves.contains { $0.points.count > 1 } ? curves : nil
  }

  private func curve(
    _ name: String, _ place: Int, color: Int, style: Curve.Style = .line, _ figure: (StepTrace.Stretch) -> Double
  ) -> Curve {
    let points = accounts[place].trace.stretches.map { Curve.Point($0.position, figure($0)) }
    return Curve(name, points, color: isOne ? color : place, style: style)
  }

  private func renamed(_ curve: Curve) -> Curve {
    Curve("\(accounts[curve.color].name), steps", curve.points, color: curve.color, style: curve.style)
  }

  private func label(_ place: Int, _ name: String) -> String { isOne ? name : accounts[place].name }

  // MARK: What is said of them

  private var bestMark: [LineChart.Mark] {
    isOne && accounts[0].history.epochs.count > 1
      ? accounts[0].history.bestEpoch.map { [.upright(Double($0))] } ?? [] : []
  }

  private var bestCaption: String? {
    bestMark.isEmpty ? nil : "The dashed line is the best epoch, whose weights are kept."
  }

  private func clippingCaption(_ clip: Double?) -> String? {
    guard let clip else { return "Gradients are not clipped." }
    let (stretches, steps) = (accounts[0].trace.stretches, accounts[0].trace.steps)
    let clipped = stretches.reduce(0) { $0 + $1.clippedSteps }
    let percent = Figures.fixed(100 * Double(clipped) / Double(max(1, steps)), 1)
    let limit = Figures.fixed(clip, clip == clip.rounded() ? 0 : 2)
    guard clipped > 0 else { return "None of \(Figures.count(steps)) steps was clipped: the limit is \(limit)." }
    return """
      Clipped at \(limit), the dashed line: \(Figures.count(clipped)) of \
      \(Figures.count(steps)) steps, \(percent)%.
      """
  }
}

extension Range<Int> {
  /// Those of one key together, in the order of their first.
  fileprivate func grouped(by key: (Int) -> String) -> [[Int]] {
    var groups: [(key: String, places: [Int])] = []
    for place in self {
      let key = key(place)
      if let group = groups.firstIndex(where: { $0.key == key }) {
        groups[group].places.append(place)
      } else {
        groups.append((key, [place]))
      }
    }
    return groups.map(\.places)
  }
}
