import RecurrentLayers

/// Layers whose input is added to what they give, so that they learn what is to change (He et al. 2016).
///
/// Where they give fewer features than they take, the first of the input's are added, as GuitarML does with a knob beside
/// the sound.
public struct Residual: Module {
  /// A layer under the name that its weights have.
  package struct NamedLayer: Sendable {
    package let name: String
    package let layer: BuiltLayer
  }

  package let layers: [NamedLayer]

  /// One after the other.
  package init(_ layers: [NamedLayer]) { self.layers = layers }

  public var contents: ModuleContents {
    ModuleContents(children: layers.map { NamedModule(name: $0.name, module: $0.layer.module) })
  }

  /// What comes out for what goes in.
  public func callAsFunction(_ value: LayerValue) -> LayerValue {
    let output = layers.reduce(value) { $1.layer($0) }
    let (x, y) = (value.numbers, output.numbers)
    let axis = x.shape.count - 1
    let added = y.shape[axis] == x.shape[axis] ? x : x.slice(0..<y.shape[axis], axis: axis)
    return LayerValue(y + added, mask: output.mask)
  }
}
