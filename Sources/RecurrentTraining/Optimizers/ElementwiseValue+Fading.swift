import RecurrentLayers

extension ElementwiseValue {
  /// Zero in the place of numbers below 2^-100, as in the kernels' Adam: what fades by a factor a step, as the moments of
  /// rows of a table that are not used, would become subnormal, and each use would cost a hundred cycles.
  var withoutSubnormals: ElementwiseValue { selected(where: abs() .>= 0x1p-100, else: ElementwiseValue(0)) }
}
