import Testing

@testable import RecurrentReports

@Suite struct CurveTests {
  @Test func aPeakOfOnePointStays() {
    let points = (0..<10_000).map { Curve.Point(Double($0), $0 == 4321 ? 9 : 1) }
    let thin = Curve("loss", points, color: 0).thinned(to: 400)
    #expect(thin.points.count <= 400)
    #expect(thin.points.contains(Curve.Point(4321, 9)))
    #expect(thin.points.first == points.first && thin.points.last == points.last)
    #expect(thin.points.map(\.x) == thin.points.map(\.x).sorted())
  }

  @Test func aShortCurveIsLeftAsItIs() {
    let curve = Curve("loss", [Curve.Point(1, 2), Curve.Point(2, .nan)], color: 0)
    #expect(curve.thinned(to: 400).points.count == 2)
  }
}
