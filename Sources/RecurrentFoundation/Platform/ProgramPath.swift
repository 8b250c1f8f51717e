extension FileSystem {
  /// Where this program's file is; nil: the system does not say.
  package static var programPath: String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    #if canImport(Darwin)
      var count = UInt32(bytes.count)
      guard _NSGetExecutablePath(&bytes, &count) == 0 else { return nil }
    #else
      guard readlink("/proc/self/exe", &bytes, bytes.count - 1) > 0 else { return nil }
    #endif
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
