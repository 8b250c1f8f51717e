import Testing

/// Expects a command to have refused its input: with this exit code, nothing on its output, and one line of error that
/// has all of these parts.
func expect(
  _ result: CommandLineTool.Result, status: Int32, naming parts: String..., after output: String = "",
  location: SourceLocation = #_sourceLocation
) {
  #expect(result.status == status, "\(result.errors)", sourceLocation: location)
  #expect(result.output == output, sourceLocation: location)
  let errors = result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  #expect(errors.count == 1, "\(result.errors)", sourceLocation: location)
  for part in parts { #expect(errors.first?.contains(part) == true, "\(result.errors)", sourceLocation: location) }
}
