import Recurrent

/// Seeing.md, TensorBoard.
func fitWithTensorBoard(_ model: Sequential, _ x: Tensor, _ y: Tensor) throws {
  try model.fit(x, y, epochs: 20, callbacks: [TensorBoardLog(in: "runs/lstm")])
}
