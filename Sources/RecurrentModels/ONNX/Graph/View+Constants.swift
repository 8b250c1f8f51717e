import RecurrentFormats

// Views of known numbers.

extension View {
  /// The elements in row-major order.
  ///
  /// - Precondition: the view is constant.
  var integers: [Int] { elements(Int64.self).map { Int($0) } }

  /// Likewise.
  var floats: [Float] { elements(Float.self) }

  private func elements<Element: BitwiseCopyable>(_ type: Element.Type) -> [Element] {
    precondition(MemoryLayout<Element>.size == storage.size, "View: elements of another form")
    let memory = buffer.contents!.baseAddress.assumingMemoryBound(to: Element.self)
    let copy = StridedCopy(shape: shape, source: strides, destination: View.denseStrides(shape))
    return [Element](unsafeUninitializedCapacity: count) { elements, initialized in
      if count > 0 { copy.run(memory + offset, elements.baseAddress!) }
      initialized = count
    }
  }

  /// Copies the elements of a view of floats, in row-major order.
  ///
  /// - Precondition: as of ``integers``.
  func copyFloats(to target: UnsafeMutablePointer<Float>) {
    precondition(storage == .float, "View: elements of another form")
    guard count > 0 else { return }
    StridedCopy(shape: shape, source: strides, destination: View.denseStrides(shape))
      .run(UnsafePointer(buffer.contents!.floats + offset), target)
  }

  /// The one element of a view of floats.
  var asScalar: Expression { .constant(floats[0]) }

  static func constant(_ values: [Int], shape: [Int]? = nil, type: ElementType = .int64) -> View {
    let buffer = GraphBuffer(storage: .integer, count: values.count) { memory in
      let integers = memory.assumingMemoryBound(to: Int64.self)
      for (index, value) in values.enumerated() { integers[index] = Int64(value) }
    }
    return View(buffer, shape: shape ?? [values.count], type: type)
  }

  static func constant(_ values: [Float], shape: [Int]? = nil, type: ElementType = .float32) -> View {
    let buffer = GraphBuffer(storage: .float, count: values.count) { memory in
      memory.assumingMemoryBound(to: Float.self).update(from: values, count: values.count)
    }
    return View(buffer, shape: shape ?? [values.count], type: type)
  }
}
