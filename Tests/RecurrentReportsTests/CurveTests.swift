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

  /// Of two points as far away the later; none beyond the ends.
  @Test func thePointAtAPlace() {
    let curve = Curve("validation", (1...4).map { Curve.Point(Double($0), Double(10 * $0)) }, color: 0)
    #expect([0.5, 1.5, 2.5, 3.5].map { curve.point(at: $0)?.y } == [10, 20, 30, 40])
    #expect(curve.point(at: 4.4)?.y == 40)
    #expect(curve.point(at: 5) == nil && curve.point(at: 0) == nil)
    #expect(Curve("one", [Curve.Point(3, 7)], color: 0).point(at: 90)?.y == 7)
    #expect(Curve("none", [], color: 0).point(at: 1) == nil)
  }
}
