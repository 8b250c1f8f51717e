/// What of a parameter's gradient may differ from zero. Of a table a step uses few rows: neither clearing nor the norm
/// nor an update needs to look at the others.
enum GradientExtent: Equatable {
  case nothing
  /// Indices of the first axis, ascending, each once.
  case rows([Int32])
  case everything

  /// With these rows too, of `count` there are. Where most are used, one pass over all costs less.
  func adding(rows more: [Int32], of count: Int) -> GradientExtent {
    var known: [Int32] = []
    switch self {
    case .everything: return .everything
    case .rows(let rows): known = rows
    case .nothing: break
    }
    let sorted = (known + more).sorted()
    let rows = sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
    return rows.count * 2 > count ? .everything : .rows(rows)
  }
}
