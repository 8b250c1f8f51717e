import RecurrentReports

extension AttentionMap {
  /// A picture: the source along the top, the translation down the side, and a square for each pair, the darker the more
  /// of the source's unit was taken. Pointing at a square tells its share.
  public var svg: String { heatMap("Attention: what of the source each unit of the translation looked at").svgFile }

  func heatMap(_ title: String) -> HeatMap {
    HeatMap(
      title, names: ("translation", "source"), rows: target, columns: source,
      shares: weights.map { $0.map { Double($0) } })
  }
}
