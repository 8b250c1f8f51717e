/// Short texts with a label that follows from them, the same at every call.
public enum SampleReviews {
  /// Korean and English verdicts about films as a TSV with the columns id, document and label. Some say the contrary with
  /// the same words in another order, which only a reader of order can tell apart.
  public static func table(_ count: Int, seed: Int = 0) -> String {
    let praise = ["재미있다", "최고의 영화", "great", "not bad but good"]
    let blame = ["지루하다", "최악의 영화", "awful", "not good but bad"]
    let subjects = ["이 영화", "배우", "the film", "각본", "음악", "it"]
    let rows = (seed..<(seed + count)).map { index in
      let isPraise = index * 7 % 13 < 6
      let verdict = (isPraise ? praise : blame)[index / 5 % 4]
      return "\(index)\t\(subjects[index % 6]) \(verdict)\(index % 4 == 0 ? " ^^" : ".")\t\(isPraise ? "pos" : "neg")"
    }
    return (["id\tdocument\tlabel"] + rows).joined(separator: "\n") + "\n"
  }
}
