/// Numbers as people read them.
package enum Figures {
  /// A number with so many digits after the point.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return String(value) }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    let whole = (scaled / scale).rounded(.down)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(Int(whole)) }
    let fraction = String(Int(scaled - whole * scale))
    return sign + String(Int(whole)) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// A count with its thousands apart: 1,003,854.
  package static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits[...]] + groups).joined(separator: ",")
  }

  /// A duration: 48s, 2m05s, 1h02m.
  package static func duration(_ seconds: Double) -> String {
    let seconds = Int(max(0, seconds.isFinite ? seconds : 0).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3600 { return "\(seconds / 60)m\(two(seconds % 60))s" }
    return "\(seconds / 3600)h\(two(seconds / 60 % 60))m"
  }

  /// A size in bytes: 812 B, 1.4 MB.
  package static func bytes(_ value: Int) -> String {
    guard value >= 1000 else { return "\(value) B" }
    var amount = Double(value)
    var unit = ""
    for next in ["kB", "MB", "GB", "TB"] where amount >= 1000 || unit.isEmpty {
      amount /= 1000
      unit = next
    }
    return fixed(amount, 1) + " " + unit
  }
}
