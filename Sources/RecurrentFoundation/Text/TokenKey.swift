/// A string that is equal only to the very same Unicode scalars.
///
/// Swift's `String` takes canonically equivalent strings for equal: a precomposed and a decomposed "é", or "한" and its
/// three jamo. A vocabulary must keep them apart, or text would not come back as it was.
package struct TokenKey: Hashable, Sendable {
  package let token: String

  package init(_ token: String) {
    self.token = token
  }

  package static func == (first: TokenKey, second: TokenKey) -> Bool {
    first.token.utf8.elementsEqual(second.token.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    let hashed: Void? = token.utf8.withContiguousStorageIfAvailable { bytes in
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
      hasher.combine(UInt8(0xFF))
    }
    if hashed == nil {
      for byte in token.utf8 { hasher.combine(byte) }
      hasher.combine(UInt8(0xFF))
    }
  }
}

/// Whether `first` comes before `second` in the order of their Unicode scalars, which no locale changes.
package func precedes(_ first: String, _ second: String) -> Bool {
  first.utf8.lexicographicallyPrecedes(second.utf8)
}
