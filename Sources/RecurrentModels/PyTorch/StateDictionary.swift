import RecurrentFormats
import RecurrentFoundation
import RecurrentLayers

/// The tensors of a trained model by the names of the module that takes them.
struct StateDictionary {
  /// What tools put before all names: DataParallel, Lightning, torch.compile.
  private static let prefixes = ["module.", "model.", "_orig_mod.", "net.", "_model."]
  /// How many training steps a BatchNorm has seen: of no use here.
  private static let ignored = "num_batches_tracked"

  private let path: String
  private var tensors: [TokenKey: StoredTensor] = [:]

  /// - Throws: ``ForeignModelError`` where two tensors get one name, or a layer is one that is not here.
  init(_ tensors: [StoredTensor], names: TensorNames, path: String) throws(ForeignModelError) {
    self.path = path
    var stripped = tensors.filter { !$0.name.hasSuffix(Self.ignored) }
    while let prefix = Self.prefixes.first(where: { prefix in stripped.allSatisfy { $0.name.hasPrefix(prefix) } }),
      !stripped.isEmpty
    { stripped = stripped.map { $0.named(String($0.name.dropFirst(prefix.count))) } }
    for tensor in stripped {
      guard let name = names.map(tensor.name) else { continue }
      guard self.tensors.updateValue(tensor.named(name), forKey: TokenKey(name)) == nil else {
        throw ForeignModelError(path: path, problem: .malformed("two tensors are called \(name.quoted)"))
      }
    }
    if let projected = self.tensors.keys.first(where: { $0.token.contains("weight_hr_l") }) {
      throw ForeignModelError(
        path: path,
        problem: .unsupported(
          layer: projected.token, reason: "an LSTM with proj_size is not here: train it without, or run it as ONNX"))
    }
  }

  private func tensor(_ name: String) -> StoredTensor? { tensors[TokenKey(name)] }

  func load(into module: some Module, _ convention: WeightConvention, strict: Bool) throws {
    var report = Report()
    var values: [(parameter: Parameter, value: Tensor)] = []
    for target in WeightTarget.all(of: module, convention) {
      let sources = target.sources { name in tensor(name)?.shape }
      let missing = sources.filter { tensor($0) == nil }
      guard missing.isEmpty else {
        // Parameters of one tensor miss it once.
        report.missing += missing.filter { !report.missing.contains($0) }
        continue
      }
      report.used.formUnion(sources.map { TokenKey($0) })
      let tensors = try sources.map { try tensor($0)!.weight(in: path) }
      let value: Tensor
      do {
        value = try target.value(tensors)
      } catch let unfit as UnfitTensor {
        let (name, found) = (sources[unfit.index], tensors[unfit.index].shape)
        report.misshapen.append(.init(name: name, found: found, expected: unfit.expected))
        continue
      }
      if value.shape == target.parameter.shape {
        values.append((target.parameter, value))
      } else {
        report.misshapen.append(.init(name: sources[0], found: value.shape, expected: target.parameter.shape))
      }
    }
    let unexpected = strict ? tensors.keys.filter { !report.used.contains($0) }.map(\.token).sorted(by: precedes) : []
    guard report.missing.isEmpty, report.misshapen.isEmpty, unexpected.isEmpty else {
      throw ForeignModelError(
        path: path,
        problem: .otherTensors(missing: report.missing, unexpected: unexpected, misshapen: report.misshapen))
    }
    for (parameter, value) in values { parameter.value = value }
  }

  private struct Report {
    var missing: [String] = []
    var misshapen: [MisshapenTensor] = []
    var used: Set<TokenKey> = []
  }
}
