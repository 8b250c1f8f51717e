import ArgumentParser
import Recurrent

/// How several processes train one model: the options of commands that train.
struct RankOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Cut each batch into n shards, whose gradients are computed one by one and summed in one order: a batch may be \
      larger than memory, and under mpirun the processes share it. The model is the same bits for any number of them, \
      up to n. The default is the whole batch at once.
      """, valueName: "n"))
  var shards: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The seconds that a process under mpirun waits for another before it gives up.", valueName: "s"))
  var rankTimeout = 60.0

  func validate() throws {
    if let shards { try OptionRange.check((1...1_000_000).contains(shards), "--shards", shards, "1 to 1000000") }
    try OptionRange.check(
      rankTimeout > 0 && rankTimeout <= 1_000_000, "--rank-timeout", rankTimeout, "above 0, to 1000000")
  }

  /// Trains in `body` with the other processes that `mpirun` started; with one alone as ever. Only the first has a voice.
  func withRanks(_ body: () throws -> Void) throws {
    guard MPICommunicator.startedProcesses > 1 else { return try body() }
    Console.isMuted = MPICommunicator.startedRank > 0
    try requireShards(for: MPICommunicator.startedProcesses)
    let communicator = try MPICommunicator(timeout: rankTimeout)
    do {
      try withCommunicator(communicator, body)
    } catch let failure as Failure where failure.isOfAllRanks {
      try communicator.finish()
      throw failure
    }
    try communicator.finish()
  }

  private func requireShards(for ranks: Int) throws(RankError) {
    guard let shards else { throw .shardsNeeded(ranks: ranks) }
    guard shards >= ranks else { throw .tooFewShards(shards, ranks: ranks) }
  }
}

extension Failure {
  /// Whether each rank has come to the same end, and none waits for another.
  fileprivate var isOfAllRanks: Bool { [.numericFailure, .interrupted, .terminated, .hungUp].contains(status) }
}
