import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining

@testable import RecurrentFormats
@testable import RecurrentModels

// Models from elsewhere: built, and run on little.
extension Reader {
  static let models = [
    Reader("keras") { region in try run(Sequential(keras: kerasFile(region), maximumBytes: maximumBytes)) },
    Reader("rtneural") { region in try run(Sequential(rtNeural: Scratch.file(region, named: "input.json"))) },
    Reader("graph") { region in
      let model = try ONNXModel(contentsOf: Scratch.file(region), maximumBytes: maximumBytes)
      let inputs = model.inputs.compactMap { port in input(port).map { (port.name, $0) } }
      if var stream = try? model.makeStream() {
        _ = try? stream.run(Dictionary(inputs.filter { stream.statePairs[$0.0] == nil }, uniquingKeysWith: { $1 }))
      }
      _ = try model.run(Dictionary(inputs, uniquingKeysWith: { $1 }))
      // Its constants, the memory of a call and its outputs.
      return 4 * maximumBytes
    },
    Reader("inspect") { region in
      _ = try FileSummary(contentsOf: Scratch.file(region), maximumBytes: maximumBytes)
      return 4 * maximumBytes
    },
  ]

  /// A file of HDF5 or zip as it is. What else there is are a configuration and behind a zero byte the weights, which become
  /// a `.keras` file: no checksum keeps harm from its parts.
  private static func kerasFile(_ region: ByteRegion) throws -> String {
    let bytes = region.withUnsafeBytes { Array($0) }
    guard bytes.first == UInt8(ascii: "{") else { return try Scratch.file(bytes) }
    let parts = Parts(bytes)
    let path = "\(Scratch.folder)/input.keras"
    try FileSystem.removeFile(path)
    let file = try ZipWriter(creating: path)
    try file.add("metadata.json", [ByteRegion(origin: "fuzz", Array(#"{"keras_version": "3.0.0"}"#.utf8))])
    try file.add("config.json", [ByteRegion(origin: "fuzz", parts.next())])
    try file.add("model.weights.h5", [ByteRegion(origin: "fuzz", parts.rest)])
    try file.finish()
    return path
  }

  /// Two examples of three steps, where the model leaves their number open.
  static func run(_ model: Sequential) throws -> Int {
    guard let axes = model.inputShape?.axes else { return 0 }
    let shape = [2] + axes.map { $0 ?? 3 }
    guard shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }) <= 4096 else {
      return 0
    }
    _ =
      try model.takesTokens
      ? model.predict(IndexTensor(shape: shape, scalars: Array(repeating: 1, count: shape.reduce(1, *))))
      : model.predict(Tensor.ones(shape))
    return 4 * maximumBytes
  }

  /// Ones, where they are few; every size that is open is 2.
  private static func input(_ port: ONNXPort) -> ONNXTensor? {
    guard let type = port.elementType, let dimensions = port.shape else { return nil }
    var (shape, count) = ([Int](), 1)
    for dimension in dimensions {
      var size = 2
      if case .size(let declared) = dimension { size = declared }
      guard size >= 0, size <= 4096, count <= 4096 else { return nil }
      shape.append(size)
      count *= size
    }
    return Storage(type) == .float
      ? ONNXTensor(floats: Array(repeating: 1, count: count), shape: shape, elementType: type)
      : ONNXTensor(integers: Array(repeating: 1, count: count), shape: shape, elementType: type)
  }
}
