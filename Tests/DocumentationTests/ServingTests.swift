import Recurrent
import Testing

/// The article Serving keeps its word.
@Suite struct ServingTests {
  @Test func theServerAnswersEachClientAsItsOwnStreamWould() async throws {
    let model = Sequential([.lstm(8), .dense(2)], inputShape: [nil, 3])
    let server = try Server(model)
    let stream = try model.makeStream()
    var states: [ClientID: RecurrentState] = [:]
    for client in 0..<12 {
      await server.connect(client)
      states[client] = stream.initialState()
    }
    await server.disconnect(7)
    var generator = RandomGenerator(seed: 1)
    for round in 0..<4 {
      let clients = (0..<12).filter { ($0 + round) % 3 > 0 }
      let steps = Dictionary(uniqueKeysWithValues: clients.map { ($0, Tensor.uniform([3], using: &generator).scalars) })
      let answers = try await server.answer(steps)
      #expect(Set(answers.keys) == Set(clients).subtracting([7]))
      for (client, answer) in answers {
        let alone = try stream.step(Tensor(steps[client]!), state: &states[client]!).scalars
        // Other kernels may serve single steps: a few units in the last place.
        for (a, b) in zip(answer.scalars, alone) { #expect(abs(a - b) < 1e-6) }
      }
    }
    #expect(try await server.answer([:]).isEmpty)
    #expect(try await server.answer([3: [1, 2], 99: [1, 2, 3]]).isEmpty)
  }
}
