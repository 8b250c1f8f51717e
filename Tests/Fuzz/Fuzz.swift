import RecurrentFormats
import RecurrentFoundation

/// What libFuzzer calls first: fills the folder that it begins from.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzing(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  do {
    try Seeds.write(for: Reader.chosen.name, to: environment("FUZZ_SEEDS"))
  } catch {
    fatalError("the seeds of \(Reader.chosen.name): \(error)")
  }
  return 0
}

/// What libFuzzer calls with bytes of its own making: one reader reads them and all numbers in them. A typed error is as good
/// as a result; a crash, more than a second, or more memory than the input is worth is not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let region = ByteRegion(origin: "fuzz", UnsafeBufferPointer(start: start, count: count))
  let meter = Meter()
  var declared = 0
  do {
    declared = try Reader.chosen.read(region)
  } catch {
    _ = "\(error)"
  }
  meter.check(inputBytes: count, declaredBytes: declared)
  return 0
}

/// A variable that `run` sets.
func environment(_ name: String) -> String {
  guard let value = getenv(name) else { fatalError("\(name) is not set: start the fuzzer by Tests/Fuzz/run") }
  return String(cString: value)
}
