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

/// Where the gradients of a store are, all others being zero.
package struct GradientPlaces {
  /// Elements of the store's arrays, in stretches as long as can be.
  package var ranges: [Range<Int>] = []
  /// Tables of which a few rows were used.
  package var tables: [(parameter: Parameter, rows: [Int32])] = []

  /// Each parameter begins a cache line; up to there it is zeros.
  init(_ parameters: [NamedParameter], line: Int) {
    for parameter in parameters.map(\.parameter) {
      switch parameter.gradientExtent {
      case .nothing: break
      case .rows(let rows): tables.append((parameter, rows))
      case .everything: append(parameter.offset..<parameter.offset + parameter.count, line: line)
      }
    }
  }

  package init(everythingOf range: Range<Int>) { ranges = [range] }

  private mutating func append(_ range: Range<Int>, line: Int) {
    if let last = ranges.last, range.lowerBound - last.upperBound < line {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
    }
  }
}
