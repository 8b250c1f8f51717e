import RecurrentKernels

extension NodeCall {
  /// The most rows of A for which a B that is known is packed once, for all who run the graph: of more rows the packing is
  /// a small part of the product.
  private static let fewRows = 64

  /// The right factor of a product, packed once where it is known and pays.
  ///
  /// - Parameter product: with `known` as its factors; its A and C are never looked at.
  /// - Returns: nil: the product packs for itself, or reads B in place.
  func packedFactor(
    _ b: View, of product: (_ known: UnsafeMutablePointer<Float>) -> KernelCall.Gemm
  ) -> AlignedBuffer? {
    guard b.isConstant else { return nil }
    let product = product(GraphMemory.constants.floats(b)).rounded(to: compiler.precision)
    return product.m <= Self.fewRows ? try? compiler.kernels.packRightFactor(of: product, threads: 1) : nil
  }
}
