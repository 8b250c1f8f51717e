/// Looks for parameters and modules in the stored properties of a module, and in what these hold.
struct ModuleSearch {
  private(set) var contents = ModuleContents()
  private let type: Any.Type

  init(_ module: some Module) {
    type = Swift.type(of: module)
    check(
      !(module is any CustomReflectable), "\(type)", "stored properties",
      expected: "in sight, or contents declared", got: "a customMirror")
    let mirror = Mirror(reflecting: module)
    if mirror.displayStyle == .enum {
      addParts(of: mirror, path: "")
    } else {
      addProperties(of: mirror, path: "")
    }
  }

  /// - Parameters:
  ///   - path: the names of the properties, keys and indices on the way: `heads.load`.
  ///   - owner: the path of the module or struct whose property this is: a parameter has its own name there. Nil: the
  ///     place is all the name there is.
  private mutating func add(_ value: Any, path: String, owner: String?) {
    switch value {
    case let parameter as Parameter:
      let name = owner.map { $0.joined(parameter.name) } ?? path
      contents.parameters.append(NamedParameter(name: name, parameter: parameter))
    case let module as any Module:
      contents.children.append(NamedModule(name: path, module: module))
    default:
      if !holdsNothing(value) { search(value, path: path, owner: owner) }
    }
  }

  private mutating func search(_ value: Any, path: String, owner: String?) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .struct:
      addProperties(of: mirror, path: path)
    case .optional:
      for wrapped in mirror.children { add(wrapped.value, path: path, owner: owner) }
    case .collection:
      for (index, element) in mirror.children.enumerated() { add(element.value, path: "\(path).\(index)", owner: nil) }
    case .dictionary:
      let entries = mirror.children.compactMap { $0.value as? (key: Any, value: Any) }
      for (key, value) in entries.map({ ("\($0.key)", $0.value) }).sorted(by: { $0.0 < $1.0 }) {
        add(value, path: "\(path).\(key)", owner: nil)
      }
    case .tuple, .enum:
      addParts(of: mirror, path: path)
    case .set, .class, .foreignReference:
      contents.unsearched.append((path, value))
    default:
      break
    }
  }

  /// Those that a class has from its ancestors come first.
  private mutating func addProperties(of mirror: Mirror, path: String) {
    for mirror in sequence(first: mirror, next: \.superclassMirror).reversed() {
      for property in mirror.children {
        guard let label = property.label else { continue }
        let name = label.removing(prefix: "$__lazy_storage_$_")
        check(
          name == label || !isMissing(property.value), "\(type)", "lazy property \(path.joined(name))",
          expected: "to be read before its layers are asked for", got: "none yet")
        add(property.value, path: path.joined(name), owner: path)
      }
    }
  }

  /// An enum has one part, its payload, under the name of the case. Those of a tuple without labels are `.0`, `.1`, ...
  private mutating func addParts(of mirror: Mirror, path: String) {
    for part in mirror.children {
      add(part.value, path: path.joined((part.label ?? "").removing(prefix: ".")), owner: nil)
    }
  }
}

/// Whether these are numbers or texts, of which there may be millions.
func holdsNothing(_ value: Any) -> Bool {
  func isPlain(_ type: Any.Type) -> Bool {
    type is any Numeric.Type || type is any StringProtocol.Type || type is Bool.Type || type is Tensor.Type
      || type is IndexTensor.Type
  }
  if let collection = value as? any Collection, isPlain(type(of: collection).elementType) { return true }
  return isPlain(type(of: value))
}

extension Collection {
  fileprivate static var elementType: Any.Type { Element.self }
}

/// Whether this is nil where modules or parameters belong.
private func isMissing(_ value: Any) -> Bool {
  func isOfModules(_ type: Any.Type) -> Bool {
    type is any Module.Type || type is Parameter.Type
      || (type as? any Container.Type).map { isOfModules($0.contained) } ?? false
  }
  return Mirror(reflecting: value).children.isEmpty && isOfModules(type(of: value))
}

private protocol Container {
  static var contained: Any.Type { get }
}

extension Optional: Container {
  fileprivate static var contained: Any.Type { Wrapped.self }
}

extension Array: Container {
  fileprivate static var contained: Any.Type { Element.self }
}

extension Dictionary: Container {
  fileprivate static var contained: Any.Type { Value.self }
}

extension String {
  /// This path, and one place further.
  func joined(_ name: String) -> String { isEmpty ? name : "\(self).\(name)" }

  func removing(prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}
