import Recurrent

/// The machine, for figures that mean nothing without it.
enum Processor {
  /// As the operating system calls it; "unknown" where it does not say.
  static var name: String {
    guard let reader = try? TextReader(path: "/proc/cpuinfo"), let text = try? reader.nextChunk() else {
      return "unknown"
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "unknown"
  }
}
