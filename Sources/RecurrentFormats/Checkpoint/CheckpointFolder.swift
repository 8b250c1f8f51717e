import RecurrentFoundation
import RecurrentLayers
import RecurrentTraining
import Synchronization

/// The last two checkpoints of a training, in the folder `.checkpoint` of its model's folder.
///
/// Each is a folder with a number for a name: `state.json` holds the state, `tensors.safetensors` its tensors, under the
/// names of their places in it, and the checksum of the other file. It is written beside and renamed, so that a crash
/// leaves it whole or not there. They stay when the training has ended: with more epochs it can be gone on with.
///
/// ```swift
/// let checkpoints = CheckpointFolder(in: "model")
/// try checkpoints.save(state)                     // any Codable value with tensors in it
/// let last = try checkpoints.load(State.self)     // nil: there is none yet
/// ```
public final class CheckpointFolder: CheckpointStore, Sendable {
  /// `model/.checkpoint`.
  public let path: String
  private let model: String
  /// The numbers of this training's checkpoints that are there.
  private let own = Mutex<[Int]>([])
  private let lock = Mutex(HeldLock())

  private struct HeldLock {
    weak var lock: TrainingLock?
  }

  package static let name = ".checkpoint"

  /// No training saves as often; a name that is a larger number is nobody's checkpoint.
  private static let mostNumber = Int(Int32.max)

  /// - Parameter model: the model's folder; made with the first checkpoint where it is not there.
  public init(in model: String) {
    self.model = model
    path = "\(model)/\(Self.name)"
  }

  public var isEmpty: Bool { get throws { try numbers().isEmpty } }

  /// The same for the same value.
  package static func fingerprint(of value: some Encodable) throws -> String {
    Checksum.text(try JSONFile.encode(value, readable: false).withUnsafeBytes(XXH64.hash))
  }

  /// The right to train a model in the folder. While it is kept, this object gives the same one again.
  ///
  /// - Returns: nil: nothing can be written there now. Training goes on without checkpoints.
  /// - Throws: ``ModelFolderError/busy(path:)`` where another training goes on, in this process or another.
  public func claim() throws -> AnyObject? {
    do { return try trainingLock() } catch is FileError { return nil }
  }

  /// - Throws: as ``claim()``, and `FileError`.
  package func trainingLock() throws -> TrainingLock {
    try lock.withLock { held in
      if let lock = held.lock { return lock }
      let lock = try TrainingLock(in: model)
      held.lock = lock
      return lock
    }
  }

  // MARK: Writing

  /// Writes a checkpoint, and removes those before the last.
  ///
  /// - Throws: `FileError`: the folder cannot be written or the disk is full. Those that were there stay then.
  public func save(_ state: some Encodable) throws { try stage(state)() }

  public func stage(_ state: some Encodable) throws -> @Sendable () throws -> Void {
    let shelf = TensorShelf()
    let json = try JSONFile.encode(state, readable: false, allowsNonFinite: true, userInfo: [TensorShelf.key: shelf])
    let contents = CheckpointContents(json: json, tensors: shelf.tensors)
    return { [self] in try write(contents) }
  }

  private func write(_ contents: CheckpointContents) throws {
    try own.withLock { own in
      try FileSystem.createFolders(path)
      let folder = try File(folder: path)
      folder.lock()
      let number = (try numbers().last ?? 0) + 1
      let staging = "\(path)/.writing"
      try remove(staging)
      do {
        let destination = "\(path)/\(number)"
        try FileError.naming(destination, for: staging) {
          try contents.write(to: staging)
          try FileSystem.rename(staging, to: destination)
        }
      } catch {
        try? remove(staging)
        throw error
      }
      try FileSystem.synchronize(folder: path)
      own = own.suffix(1) + [number]
      for old in try numbers() where !own.contains(old) { try remove("\(path)/\(old)") }
    }
  }

  /// Removes what other trainings left, as a model of this one has taken the place of theirs.
  package func removeOthers() throws {
    try own.withLock { own in
      for old in try numbers() where !own.contains(old) { try remove("\(path)/\(old)") }
    }
  }

  /// Removes all but the last, to make room.
  ///
  /// - Returns: Whether there were such.
  func removeOlder() throws -> Bool {
    let folder = try File(folder: path)
    folder.lock()
    let older = try numbers().dropLast()
    for number in older { try remove("\(path)/\(number)") }
    return !older.isEmpty
  }

  private func remove(_ folder: String) throws {
    guard try FileSystem.kind(of: folder) == .folder else { return }
    for name in try FileSystem.names(in: folder) { try FileSystem.removeFile("\(folder)/\(name)") }
    try FileSystem.removeEmptyFolder(folder)
  }

  // MARK: Reading

  /// Reads the last checkpoint that is whole.
  ///
  /// - Parameter onDamage: is told of each later one that is not.
  /// - Returns: nil: there is none yet.
  /// - Throws: ``CheckpointError`` where there are checkpoints, but none that is whole; ``ModelFolderError`` where it is
  ///   one of another program.
  public func load<State: Decodable>(
    _ type: State.Type, onDamage: (any Error) -> Void = { _ in }
  ) throws -> State? {
    var state: State?
    _ = try load(onDamage: onDamage) { state = try State(from: $0) }
    return state
  }

  public func load(onDamage: (any Error) -> Void, _ body: (any Decoder) throws -> Void) throws -> Bool {
    let numbers = try numbers()
    for number in numbers.reversed() {
      let contents: CheckpointContents
      do {
        contents = try CheckpointContents(reading: "\(path)/\(number)")
      } catch {
        onDamage(error)
        continue
      }
      try contents.open(body)
      own.withLock { $0 = [number] }
      return true
    }
    if !numbers.isEmpty { throw CheckpointError.noneWhole(path: path) }
    return false
  }

  /// Those of the checkpoints that are there, in order.
  private func numbers() throws -> [Int] {
    guard try FileSystem.kind(of: path) == .folder else { return [] }
    return try FileSystem.names(in: path).compactMap { Int($0) }.filter { $0 < Self.mostNumber }.sorted()
  }
}

/// Why training does not go on from a checkpoint.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are checkpoints, but all are damaged.
  case noneWhole(path: String)

  public var description: String {
    switch self {
    case .noneWhole(let path):
      "\(path): none of its checkpoints is whole, so there is nothing to go on from"
    }
  }
}

extension Checkpoints {
  /// Checkpoints in a model's folder.
  public init(
    in model: String, schedule: CheckpointSchedule = .usual, resumes: Bool = false,
    onNotice: @escaping (CheckpointNotice) -> Void = { _ in }
  ) {
    self.init(CheckpointFolder(in: model), schedule: schedule, resumes: resumes, onNotice: onNotice)
  }
}
