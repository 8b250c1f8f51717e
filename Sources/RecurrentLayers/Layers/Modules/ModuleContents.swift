/// What a ``Module`` is made of.
public struct ModuleContents {
  /// The parameters of the very module, in order.
  public var parameters: [NamedParameter]
  /// The modules inside, in order.
  public var children: [NamedModule]
  /// Where a search of the stored properties did not go, by the names of the properties.
  var unsearched: [(path: String, value: Any)] = []

  /// What a module holds.
  public init(parameters: [NamedParameter] = [], children: [NamedModule] = []) {
    self.parameters = parameters
    self.children = children
  }

  /// Parameters under their own names, and no modules.
  public init(_ parameters: [Parameter]) {
    self.init(parameters: parameters.map { NamedParameter(name: $0.name, parameter: $0) })
  }
}

/// A parameter under its name within a module: `decoder.bias`.
public struct NamedParameter: Sendable {
  /// Its name in the module that holds it.
  public let name: String
  /// The parameter.
  public let parameter: Parameter

  /// Under a name.
  public init(name: String, parameter: Parameter) {
    self.name = name
    self.parameter = parameter
  }
}

/// A module under its name within another.
public struct NamedModule: Sendable {
  /// Empty: the names inside stand as if they were the outer module's own.
  public let name: String
  /// The module.
  public let module: any Module

  /// Under a name.
  public init(name: String, module: any Module) {
    self.name = name
    self.module = module
  }

  /// What the names inside begin with.
  var prefix: String { name.isEmpty ? "" : name + "." }
}
