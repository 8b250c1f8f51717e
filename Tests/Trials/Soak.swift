import Foundation
import Recurrent

/// Long work in one process, whose memory stays as it was after the first tenth of it.
enum Soak {
  static func run() async throws {
    let model = Sequential([.lstm(32), .dense(8)], inputShape: [nil, 16], seed: 1)
    model.compile(optimizer: .adam(), loss: .meanSquaredError)
    try streamedSteps(of: model)
    try trainingSteps(of: model)
    try loads(of: model)
    try await tasks(of: model)
  }

  private static func streamedSteps(of model: Sequential) throws {
    let stream = try model.makeStream()
    var state = stream.initialState()
    let x = Tensor.ones([16])
    try observe("streamed steps", count: 1_000_000) { _ = try stream.step(x, state: &state) }
  }

  private static func trainingSteps(of model: Sequential) throws {
    var generator = RandomGenerator(seed: 2)
    let (x, y) = (Tensor.uniform([16, 20, 16], using: &generator), Tensor.uniform([16, 8], using: &generator))
    try observe("training steps", count: 10_000) { try model.fit(x, y, batchSize: 16, epochs: 1, verbose: false) }
  }

  private static func loads(of model: Sequential) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try model.save(to: folder)
    try observe("loads and frees", count: 1000) { _ = try Sequential(contentsOf: folder) }
  }

  /// Frozen models are shared: each task has a stream of its own, and all end in the same answer.
  private static func tasks(of model: Sequential) async throws {
    let frozen = model.frozen()
    let answers = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<200 {
        group.addTask {
          let stream = try frozen.makeStream()
          var (state, answer) = (stream.initialState(), Tensor.zeros([8]))
          for _ in 0..<1000 { answer = try stream.step(.ones([16]), state: &state) }
          return answer.scalars
        }
      }
      return try await group.reduce(into: Set<[Float]>()) { $0.insert($1) }
    }
    precondition(answers.count == 1, "\(answers.count) answers of 200 tasks")
    report("200 tasks at once", [residentMegabytes])
  }

  /// Measures at the start, which is after a tenth, in the middle and at the end.
  private static func observe(_ work: String, count: Int, _ body: () throws -> Void) throws {
    var figures: [Double] = []
    for index in 1...count {
      try body()
      if [count / 10, count / 2, count].contains(index) { figures.append(residentMegabytes) }
    }
    report("\(count) \(work)", figures)
    // What the allocator keeps at hand comes and goes by less.
    precondition(figures[2] - figures[0] < 2, "\(work): memory grows: \(figures) MB")
  }

  private static func report(_ work: String, _ figures: [Double]) {
    print("\(work): \(figures.map { String(format: "%.1f", $0) }.joined(separator: ", ")) MB")
  }

  private static var residentMegabytes: Double {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return Double(fields[1])! * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
  }
}
