import Recurrent
import Testing

@Suite struct DataTests {
  @Test func tracksRunSideBySide() throws {
    // Two tracks of 5 tokens; the last token is a target only; 11 is left over.
    let stream = try TokenStream([Int32](0..<12), batch: 2, steps: 2)
    #expect(stream.trackLength == 5 && stream.count == 3)
    #expect(stream[0].inputs == IndexTensor([[0, 1], [5, 6]]))
    #expect(stream[0].targets == IndexTensor([[1, 2], [6, 7]]))
    #expect(stream[1].inputs == IndexTensor([[2, 3], [7, 8]]))
    #expect(stream[2].inputs == IndexTensor([[4], [9]]))
    #expect(stream[2].targets == IndexTensor([[5], [10]]))
  }

  @Test func oneTrackReadsEveryToken() throws {
    let stream = try TokenStream([Int32](0..<10), batch: 1, steps: 4)
    #expect(stream.flatMap(\.inputs.scalars) == Array(0..<9))
    #expect(stream.flatMap(\.targets.scalars) == Array(1..<10))
  }

  @Test func aTextTooShortIsAnError() throws {
    #expect(throws: DataError.textTooShort(tokens: 4, needed: 5)) {
      try TokenStream([Int32](0..<4), batch: 4, steps: 9)
    }
    #expect(try TokenStream([Int32](0..<5), batch: 4, steps: 9)[0].inputs.shape == [4, 1])
    #expect("\(DataError.textTooShort(tokens: 4, needed: 5))".contains("4 tokens, but 5 are needed"))
  }

  @Test func batchesCoverEveryExampleOnce() {
    #expect(Array(Batches(count: 5, batchSize: 2)) == [[0, 1], [2, 3], [4]])
    var generator = RandomGenerator(seed: 1)
    let shuffled = Batches(count: 100, batchSize: 7, shuffledBy: &generator)
    #expect(shuffled.count == 15)
    #expect(shuffled.flatMap(\.self).sorted() == Array(0..<100))
    #expect(shuffled.flatMap(\.self) != Array(0..<100))
    var again = RandomGenerator(seed: 1)
    #expect(Array(Batches(count: 100, batchSize: 7, shuffledBy: &again)) == Array(shuffled))
    #expect(Batches(count: 0, batchSize: 3).isEmpty)
  }

  @Test func paddingFillsTheEnd() throws {
    let tokens = PaddedSequences([[1, 2, 3], [], [4]], padding: 9)
    #expect(tokens.values == IndexTensor([[1, 2, 3], [9, 9, 9], [4, 9, 9]]))
    #expect(tokens.lengths == [3, 0, 1])
    let numbers = try PaddedSequences([Tensor([[1, 2]]), Tensor([[3, 4], [5, 6]])])
    #expect(numbers.values == Tensor([[[1, 2], [0, 0]], [[3, 4], [5, 6]]]))
    #expect(numbers.lengths == [1, 2])
    let ragged = DataError.shape(what: "numbers of sequence 1", expected: "[time, 2]", got: [1, 3])
    #expect(throws: ragged) { try PaddedSequences([Tensor([[1, 2]]), Tensor([[1, 2, 3]])]) }
    #expect(throws: DataError.self) { try PaddedSequences([Tensor([1, 2])]) }
  }
}
