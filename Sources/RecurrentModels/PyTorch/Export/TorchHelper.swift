/// A function in Python that several layers need, or one part needs often.
package struct TorchHelper: Equatable, Sendable {
  /// Those that its own lines call.
  let needs: [TorchHelper]
  let source: String

  package init(needs: [TorchHelper] = [], source: String) {
    (self.needs, self.source) = (needs, source)
  }
}

extension TorchHelper {
  /// Which steps of a row count.
  package static let counted = TorchHelper(
    source: """
      def counted(x, lengths):
          \"""Whether a step counts, [batch, time, 1].\"""
          return (torch.arange(x.shape[1], device=x.device) < lengths[:, None]).unsqueeze(2)
      """)

  /// A recurrent module over rows of their own lengths. PyTorch packs no row without steps.
  package static let packed = TorchHelper(
    needs: [counted],
    source: """
      def packed(rnn, x, lengths):
          \"""All outputs, zeros behind a row's length, and the states there.\"""
          rows = nn.utils.rnn.pack_padded_sequence(x, lengths.clamp(min=1).cpu(), batch_first=True, enforce_sorted=False)
          y, state = rnn(rows)
          y, _ = nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])
          some = (lengths > 0)[:, None]
          state = tuple(s * some for s in state) if isinstance(state, tuple) else state * some
          return y * counted(y, lengths), state
      """)

  /// The steps of a row in the other order.
  package static let flipped = TorchHelper(
    source: """
      def flipped(x, lengths):
          \"""The first steps of each row from the last of them to the first; the others stay.\"""
          place, lengths = torch.arange(x.shape[1], device=x.device), lengths[:, None]
          place = torch.where(place < lengths, lengths - 1 - place, place)
          return x.gather(1, place.unsqueeze(2).expand(x.shape))
      """)

  /// The padding that gives a window at every stride.
  package static let windows = TorchHelper(
    source: """
      def padded(x, size, stride, value=0.0):
          \"""Enough around [batch, features, time] for a window at every stride.\"""
          n = x.shape[2]
          more = max(0, (-(-n // stride) - 1) * stride + size - n)
          return F.pad(x, (more // 2, more - more // 2), value=value)
      """)
}
