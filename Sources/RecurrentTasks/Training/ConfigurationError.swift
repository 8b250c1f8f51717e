import RecurrentKernels

/// A setting outside what it may be: from a flag, a program or a model's `config.json`.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The Swift name of the setting: `hiddenSize`.
  public var setting: String
  /// What it is set to.
  public var value: String
  /// What the setting must be: `at least 1`.
  public var requirement: String

  /// A setting, what it is set to, and what it must be.
  public init(setting: String, value: String, requirement: String) {
    self.setting = setting
    self.value = value
    self.requirement = requirement
  }

  public var description: String { "\(setting) must be \(requirement), but is \(value)" }
}

/// Throws unless a layer's width is one: no wider than any that fits into memory, and small enough that sizes made from
/// it do not overflow.
func requireSize(_ setting: String, _ size: Int) throws(ConfigurationError) {
  try require((1...65_536).contains(size), setting, size, "1 to 65536")
}

/// Throws where the weights alone do not fit into the machine's memory: widths that are each possible may be too much
/// together.
func requireMemory(forWeights count: Int) throws(ConfigurationError) {
  func gibibytes(_ bytes: Double) -> String { "\((bytes / 0x1p30 * 10).rounded() / 10) GiB" }
  let (needed, memory) = (Double(count) * 4, Double(SystemMemory.byteCount))
  try require(
    needed <= memory, "the network's size", gibibytes(needed), "at most this machine's memory, \(gibibytes(memory))")
}

/// Throws unless `condition` holds of the setting.
func require<Value>(
  _ condition: Bool, _ setting: String, _ value: Value, _ requirement: String
) throws(ConfigurationError) {
  guard condition else {
    throw ConfigurationError(setting: setting, value: "\(value)", requirement: requirement)
  }
}
