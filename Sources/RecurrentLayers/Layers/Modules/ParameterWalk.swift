/// Gathers the parameters of a module and of those inside, each once.
struct ParameterWalk {
  private(set) var found: [NamedParameter] = []
  private var known: Set<ObjectIdentifier> = []
  private var unsearched: [(path: String, value: Any)] = []

  mutating func add(_ contents: ModuleContents, prefix: String) {
    for named in contents.parameters where known.insert(ObjectIdentifier(named.parameter)).inserted {
      found.append(NamedParameter(name: prefix + named.name, parameter: named.parameter))
    }
    unsearched += contents.unsearched.map { (prefix + $0.path, $0.value) }
  }

  /// Stops the program where a name stands for two parameters, or one is only where no search goes.
  func finish(_ type: Any.Type) {
    var names: Set<String> = []
    for named in found {
      check(
        names.insert(named.name).inserted, "\(type)", "parameters with the name \(named.name)", expected: 1, got: 2)
    }
    var hidden = HiddenSearch(known: known)
    for (path, value) in unsearched {
      guard let found = hidden.firstParameter(in: value, path: "") else { continue }
      let isObject = Swift.type(of: value) is AnyObject.Type
      let kind = isObject ? "\(Swift.type(of: value)), a class that is no Module" : "a set"
      check(
        false, "\(type)", "property \(path)", expected: "layers where they can be searched for (see Module)",
        got: "\(kind), with the parameter \(found)")
    }
  }
}

/// Looks for parameters in whatever can be reached, objects of any class included.
private struct HiddenSearch {
  let known: Set<ObjectIdentifier>
  private var visited: Set<ObjectIdentifier> = []

  init(known: Set<ObjectIdentifier>) { self.known = known }

  /// The path to one that is not known: `decoder.weight`.
  mutating func firstParameter(in value: Any, path: String) -> String? {
    if let parameter = value as? Parameter { return known.contains(ObjectIdentifier(parameter)) ? nil : path }
    if holdsNothing(value) { return nil }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .class, !visited.insert(ObjectIdentifier(value as AnyObject)).inserted { return nil }
    for mirror in sequence(first: mirror, next: \.superclassMirror) {
      for (index, child) in mirror.children.enumerated() {
        let label = (child.label ?? "\(index)").removing(prefix: ".")
        if let found = firstParameter(in: child.value, path: path.joined(label)) { return found }
      }
    }
    return nil
  }
}
