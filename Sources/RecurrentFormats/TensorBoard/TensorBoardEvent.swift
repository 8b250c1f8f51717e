/// Something that TensorBoard shows, as the message `Event` of TensorFlow's `event.proto` and `summary.proto`.
struct TensorBoardEvent {
  enum Content {
    /// What a file begins with.
    case version
    case scalars([(tag: String, value: Float)])
    /// Text in Markdown.
    case text(tag: String, String)
    case histogram(tag: String, Histogram)
  }

  /// In seconds since 1970.
  let time: Double
  let step: Int
  let content: Content

  var bytes: [UInt8] {
    var event = ProtobufWriter()
    event.double(1, time)
    if step != 0 { event.integer(2, Int64(step)) }
    switch content {
    case .version: event.string(3, "brain.Event:2")
    case .scalars(let scalars):
      event.message(5) { summary in
        for (tag, value) in scalars { summary.value(tag) { $0.float(2, value) } }
      }
    case .text(let tag, let text): event.message(5) { $0.value(tag) { $0.text(text) } }
    case .histogram(let tag, let histogram):
      event.message(5) { $0.value(tag) { $0.message(5, histogram.write) } }
    }
    return event.bytes
  }
}

extension ProtobufWriter {
  /// `Summary.Value`.
  fileprivate mutating func value(_ tag: String, _ write: (inout ProtobufWriter) -> Void) {
    message(1) { value in
      value.string(1, tag)
      write(&value)
    }
  }

  /// A tensor of one string (`tensor.proto`), and for what plug-in it is.
  fileprivate mutating func text(_ text: String) {
    message(8) { tensor in
      tensor.integer(1, 7)
      tensor.message(2) { shape in shape.message(2) { $0.integer(1, 1) } }
      tensor.string(8, text)
    }
    message(9) { metadata in metadata.message(1) { $0.string(1, "text") } }
  }
}
