import Foundation
import RecurrentKernels

/// What another library made of a small layer. `golden/make_golden.py` says how, and is run by hand.
public struct GoldenCase: Decodable, Sendable, CustomStringConvertible {
  public let name: String
  public let cell: Cell
  public let direction: Direction
  public let activation: Activation
  public let recurrentActivation: Activation
  public let batch, steps, inputSize, hiddenSize: Int
  public let lengths: [Int32]?
  public let arguments: [LayerArgument: [Float]]
  public let cotangents: [LayerResult: [Float]]
  public let results: [LayerResult: [Double]]
  public let gradients: [LayerArgument: [Double]]

  public var description: String { name }

  public var problem: LayerProblem {
    LayerProblem(
      descriptor: RecurrentDescriptor(
        cell: cell, direction: direction, activation: activation, recurrentActivation: recurrentActivation,
        training: true, batch: batch, steps: steps, inputSize: inputSize, hiddenSize: hiddenSize),
      lengths: lengths, arguments: arguments, cotangents: cotangents)
  }

  /// PyTorch's: packed sequences, both directions.
  public static func torch() throws -> [GoldenCase] { try cases(in: "torch") }

  /// Keras's: the GRU that resets before the product, hard sigmoids, dropout on input and state.
  public static func keras() throws -> [GoldenCase] { try cases(in: "keras") }

  private struct File: Decodable {
    let source: String
    let cases: [GoldenCase]
  }

  private static func cases(in file: String) throws -> [GoldenCase] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("golden")
    let data = try Data(contentsOf: folder.appendingPathComponent(file + ".json"))
    return try JSONDecoder().decode(File.self, from: data).cases
  }
}
