import RecurrentKernels

/// How much a file may make a program hold.
public enum ReadingLimit {
  /// 16 GiB, or the memory that the machine has where that is less.
  public static let bytes = min(16 << 30, SystemMemory.byteCount)
}
