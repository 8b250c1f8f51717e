/// A copy of elements between two arrays of one shape and any strides, with as few loops as it takes.
struct StridedCopy: Sendable {
  /// Axes, the innermost last.
  private var axes: [(count: Int, source: Int, destination: Int)] = []
  private var isEmpty = false

  init(shape: [Int], source: [Int], destination: [Int]) {
    for axis in shape.indices where shape[axis] != 1 {
      if shape[axis] == 0 { isEmpty = true }
      let next = (count: shape[axis], source: source[axis], destination: destination[axis])
      // An axis that goes on where the one outside it ends is the same loop.
      if let last = axes.last, last.source == next.source * next.count,
        last.destination == next.destination * next.count
      {
        axes[axes.count - 1] = (last.count * next.count, next.source, next.destination)
      } else {
        axes.append(next)
      }
    }
    moveUnitStrideInside()
  }

  /// What is written in sequence is written fast.
  private mutating func moveUnitStrideInside() {
    guard let last = axes.last, last.destination != 1, last.source != 1,
      let unit = axes.firstIndex(where: { $0.destination == 1 })
    else { return }
    axes.append(axes.remove(at: unit))
  }

  func run<Element: BitwiseCopyable>(_ source: UnsafePointer<Element>, _ destination: UnsafeMutablePointer<Element>) {
    guard !isEmpty else { return }
    guard !axes.isEmpty else {
      destination.pointee = source.pointee
      return
    }
    run(0, source, destination)
  }

  private func run<Element: BitwiseCopyable>(
    _ depth: Int, _ source: UnsafePointer<Element>, _ destination: UnsafeMutablePointer<Element>
  ) {
    let axis = axes[depth]
    if depth < axes.count - 1 {
      for index in 0..<axis.count {
        run(depth + 1, source + index * axis.source, destination + index * axis.destination)
      }
    } else if axis.source == 1 && axis.destination == 1 {
      destination.update(from: source, count: axis.count)
    } else {
      for index in 0..<axis.count { destination[index &* axis.destination] = source[index &* axis.source] }
    }
  }
}
