import RecurrentFoundation

/// Sets `count` elements to zero, as fast in a debug build as in a release one.
package func clear(_ floats: UnsafeMutablePointer<Float>, count: Int) {
  memset(floats, 0, count * MemoryLayout<Float>.stride)
}

/// Copies `count` elements between arrays that do not overlap, as fast in a debug build as in a release one.
package func copy(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
  memcpy(target, source, count * MemoryLayout<Float>.stride)
}
