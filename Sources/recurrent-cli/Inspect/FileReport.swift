import Recurrent
import RecurrentFoundation

/// What `recurrent inspect` prints of a file from elsewhere.
enum FileReport {
  // MARK: For people

  static func lines(_ summary: FileSummary) -> [String] {
    var lines = [summary.format.rawValue + (summary.producer.map { ", made by \($0.visible(200))" } ?? "")]
    lines += list("input", summary.inputs) + list("output", summary.outputs)
    lines += list("state", summary.states.map { "\($0.input) <- \($0.output)" })
    lines += list("layer", summary.layers.map { "\($0.name): \($0.kind) \($0.outputShape)" })
    if let obstacle = summary.obstacle { lines.append("  not run here: \(obstacle)") }
    // The network's state stands before its optimiser's.
    for section in summary.sections.sorted(by: { $0.tensors.count > $1.tensors.count }) {
      lines += [""] + table(section)
    }
    lines += summary.unread.map { "  not read: \($0.name.quoted): \($0.reason)" }
    return lines
  }

  private static func list(_ what: String, _ texts: [String]) -> [String] {
    texts.map { "  " + Columns.padded(what, to: 8) + $0.visible(200) }
  }

  private static func table(_ section: TensorSection) -> [String] {
    let rows = section.tensors.map { tensor in
      (
        tensor.name.visible(100), tensor.elementType.rawValue, tensor.shape.map(String.init).joined(separator: " x "),
        Figures.count(tensor.count)
      )
    }
    let bytes = section.tensors.reduce(0) { $0 + $1.byteCount }
    let sum = ("all", "", Figures.bytes(bytes), Figures.count(section.tensors.reduce(0) { $0 + $1.count }))
    let all = [("tensor", "type", "shape", "numbers")] + rows + [sum]
    let widths = (
      all.map(\.0.count).max() ?? 0, all.map(\.1.count).max() ?? 0, all.map(\.2.count).max() ?? 0,
      all.map(\.3.count).max() ?? 0
    )
    let title = section.name.isEmpty ? [] : ["\(section.name.visible(100)):"]
    return title
      + all.map { name, type, shape, count in
        "  " + Columns.padded(name, to: widths.0 + 2) + Columns.padded(type, to: widths.1 + 2)
          + Columns.padded(shape, to: widths.2 + 2) + Columns.aligned(count, to: widths.3)
      }
  }

  // MARK: For programs

  static func json(_ summary: FileSummary) -> String {
    JSONValue.object([
      "format": .string(summary.format.rawValue), "producer": summary.producer.map { .string($0) } ?? .null,
      "inputs": .array(summary.inputs.map { .string($0) }), "outputs": .array(summary.outputs.map { .string($0) }),
      "states": .array(
        summary.states.map { .object(["input": .string($0.input), "output": .string($0.output)]) }),
      "layers": .array(summary.layers.map(json)), "obstacle": summary.obstacle.map { .string($0) } ?? .null,
      "sections": .array(summary.sections.map(json)),
      "unread": .array(
        summary.unread.map { .object(["name": .string($0.name), "reason": .string($0.reason)]) }),
    ]).text
  }

  private static func json(_ layer: FileSummary.Layer) -> JSONValue {
    .object([
      "name": .string(layer.name), "kind": .string(layer.kind), "output_shape": .string(layer.outputShape),
    ])
  }

  private static func json(_ section: TensorSection) -> JSONValue {
    .object([
      "name": .string(section.name),
      "tensors": .array(
        section.tensors.map { tensor in
          .object([
            "name": .string(tensor.name), "type": .string(tensor.elementType.rawValue),
            "shape": .array(tensor.shape.map { .number($0) }),
          ])
        }),
    ])
  }
}
