internal import CKernels

/// A backend behind the C interface of `recurrent_kernels.h`, compiled in or loaded.
///
/// The table is copied: entries that it does not have, being null or past its `struct_size`, are nil here, and every
/// one of them is ``KernelError/unsupported(backend:operation:)``.
///
/// Unchecked, because a table of C functions is not known to be `Sendable`: it is a constant, and `recurrent_kernels.h`
/// lets any thread call its functions.
final class CBackend: KernelBackend, @unchecked Sendable {
  let name: String
  let summary: String
  /// Rank on this machine; negative: cannot run here.
  let score: Int
  let entries: rk_backend

  /// - Parameter path: what to call the backend in an error, before its own name is known.
  init(table: UnsafePointer<rk_backend>, path: String) throws(KernelError) {
    let version = table.pointee.interface_version
    guard version == RK_INTERFACE_VERSION else {
      throw .unusableBackend(
        path: path,
        reason: "it speaks version \(version) of the kernel interface, this program version \(RK_INTERFACE_VERSION);"
          + " compile it anew with this version's recurrent_kernels.h")
    }
    let size = Int(table.pointee.struct_size)
    // Name and score are read from every table. No version of the table comes near a page.
    let (smallest, largest) = (MemoryLayout<rk_backend>.offset(of: \.plan_create)!, 4096)
    guard size >= smallest, size <= largest, size % MemoryLayout<UnsafeRawPointer>.size == 0 else {
      throw .unusableBackend(
        path: path,
        reason: "its table claims \(size) bytes, where \(smallest) to \(largest) make sense;"
          + " set struct_size to sizeof(rk_backend)")
    }
    var entries = rk_backend()
    withUnsafeMutableBytes(of: &entries) { copy in
      copy.copyMemory(from: UnsafeRawBufferPointer(start: table, count: min(size, copy.count)))
    }
    self.entries = entries
    name = entries.name.map { String(cString: $0) } ?? ""
    guard !name.isEmpty else {
      throw .unusableBackend(path: path, reason: "its table has no name; set `name` to a short lower-case word")
    }
    summary = entries.description?().map { String(cString: $0) } ?? name
    score = Int(entries.score?() ?? 0)
  }

  /// An entry of the table, or a value of the interface: what is not there is not supported.
  func entry<Entry>(_ entry: Entry?, _ operation: String) throws(KernelError) -> Entry {
    guard let entry else { throw .unsupported(backend: name, operation: operation) }
    return entry
  }

  func check(_ status: rk_status, _ operation: String) throws(KernelError) {
    guard status == RK_OK else { throw error(of: status, operation) }
  }

  /// What a status other than `RK_OK` means.
  func error(of status: rk_status, _ operation: String) -> KernelError {
    switch status {
    case RK_INVALID_ARGUMENT: .invalidArgument(backend: name, operation: operation)
    case RK_UNSUPPORTED: .unsupported(backend: name, operation: operation)
    case RK_TOO_LARGE: .tooLarge(backend: name, operation: operation)
    case RK_OUT_OF_MEMORY: .outOfMemory(backend: name, operation: operation)
    default: .unusableBackend(path: name, reason: "\(operation) returned \(status.rawValue), which is no rk_status")
    }
  }

  func makePlan(for descriptor: RecurrentDescriptor) throws(KernelError) -> any RecurrentPlan {
    try CPlan(backend: self, descriptor: descriptor)
  }
}
