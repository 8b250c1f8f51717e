import RecurrentFoundation

/// The process's memory as Linux counts it; elsewhere it is not watched.
enum ResidentMemory {
  /// A field of the process's status, in bytes: `VmRSS:` now, `VmHWM:` at most since ``forgetPeak()``.
  static func bytes(_ field: StaticString) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, CInt(line.count), file) != nil {
      let length = field.utf8CodeUnitCount
      guard strncmp(line, field.utf8Start, length) == 0 else { continue }
      return line.withUnsafeBufferPointer { 1024 * strtol($0.baseAddress! + length, nil, 10) }
    }
    return 0
  }

  /// Lets the peak begin anew (proc_pid_clear_refs, 5).
  static func forgetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }
}
