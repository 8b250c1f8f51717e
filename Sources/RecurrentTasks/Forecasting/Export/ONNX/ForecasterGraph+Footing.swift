import RecurrentModels

// The forecasts that are leant on, as `ForecastBaseline` has them, of histories without gaps.

extension ForecasterGraph {
  /// What a simple forecast says, in units of the windows, [batch · targets, horizon, 1].
  ///
  /// - Parameter history: [batch, targets, ``Forecaster/exportedRows``].
  mutating func simpleNumbers(_ footing: ForecastFooting, _ history: Value, _ scale: Scale) -> Value {
    let values = footing.baseline == .theta ? theta(history) : repeated(footing.baseline, history)
    let bounds = bounds(of: scale)
    let bounded = builder.node("Min", [builder.node("Max", [values, bounds.lowest]), bounds.highest])
    return builder.reshape(scaled(bounded, scale), [-1, configuration.horizon, 1], name: "simple")
  }

  /// The values of the last season again and again, or the last value, [batch, targets, horizon].
  private mutating func repeated(_ baseline: ForecastBaseline, _ history: Value) -> Value {
    let (count, season) = (forecaster.exportedRows, baseline == .naive ? 1 : configuration.season)
    let places = (0..<configuration.horizon).map { step in
      let place = count + step % season - season
      return place >= 0 ? place : count - 1
    }
    return gathered(history, places, name: "repeated")
  }

  /// The rows at some places, [batch, targets, places].
  mutating func gathered(_ rows: Value, _ places: [Int], name: String) -> Value {
    builder.node("Gather", [rows, builder.integers(places, name: name)], [ONNXBuilder.attribute("axis", 2)])
  }

  /// Theta, [batch, targets, horizon]: what is smoothed is twice the distance from a line. Of differences to the last value
  /// all digits count.
  private mutating func theta(_ history: Value) -> Value {
    let count = forecaster.exportedRows
    let season = season(of: history)
    let adjusted = season.map { withoutSeason(history, $0) } ?? history
    let last = builder.slice(adjusted, axis: 2, from: -1)
    let differences = builder.node("Sub", [adjusted, last])
    // From the middle of the history, so that slope and mean have nothing to do with each other.
    let times = (0..<(count + configuration.horizon)).map { Float($0) - Float(count - 1) / 2 }
    let squares = times.prefix(count).reduce(0) { $0 + Double($1) * Double($1) }
    let shares = row(times.prefix(count).map { Float(Double($0) / squares) }, "theta.shares")
    let slope = total(builder.node("Mul", [differences, shares]))
    let mean = reduced("ReduceMean", differences)
    func line(_ times: ArraySlice<Float>, in graph: inout Self) -> Value {
      let rise = graph.builder.node("Mul", [slope, graph.row(Array(times), "theta.times")])
      return graph.builder.node("Add", [rise, mean])
    }
    let twice = builder.node("Mul", [differences, builder.scalar(2)])
    let level = smoothedLevel(of: builder.node("Sub", [twice, line(times.prefix(count), in: &self)]), count: count)
    let sum = builder.node("Add", [line(times.suffix(configuration.horizon), in: &self), level])
    let values = builder.node("Add", [last, builder.node("Mul", [sum, builder.scalar(0.5)])])
    return season.map { withSeason(values, $0) } ?? values
  }

  /// [batch, targets, 1].
  mutating func total(_ rows: Value) -> Value { builder.node("ReduceSum", [rows, builder.integers([2])]) }
}
