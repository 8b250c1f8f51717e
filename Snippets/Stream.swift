// One step at a time: what an LSTM says of a sensor's readings as they come, and a state that is kept and gone back to.
import Recurrent

let model = Sequential([.lstm(16), .dense(1)], inputShape: [nil, 1])
let stream = try model.makeStream()
var state = stream.initialState()

let readings: [Float] = [0.1, 0.4, 0.3, 0.9]
for reading in readings {
  let y = try stream.step(Tensor([reading]), state: &state)
  print("after \(reading): \(y.scalars[0])")
}

let kept = state  // a value: what comes next does not change it
for next: Float in [0, 1] {
  var state = kept
  print("were \(next) to come: \(try stream.step(Tensor([next]), state: &state).scalars[0])")
}
