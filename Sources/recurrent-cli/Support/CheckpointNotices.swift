import Recurrent
import RecurrentFoundation

/// What a training says of its checkpoints.
final class CheckpointNotices {
  private let folder: String
  private let epochs: Int
  private let model: any TaskModel
  private let savesNone: Bool
  /// A disk that stays full is not worth a line each time.
  private var lastFailure: String?

  /// - Parameter savesNone: whether the training writes no checkpoints.
  init(folder: String, epochs: Int, model: any TaskModel, savesNone: Bool) {
    (self.folder, self.epochs, self.model, self.savesNone) = (folder, epochs, model, savesNone)
  }

  func tell(_ notice: CheckpointNotice) {
    let text = text(of: notice)
    if case .notSaved = notice {
      guard text != lastFailure else { return }
      lastFailure = text
    }
    Console.talk(text)
  }

  /// How long a training of so many epochs is, as its options say it.
  private func length(_ epochs: Int) -> String {
    guard let (option, count) = model.history?.recipe.length(ofEpochs: epochs), option != "epochs" else {
      return "\(epochs) epochs"
    }
    return "\(Figures.count(count)) steps"
  }

  private var lengthOption: String {
    model.history?.recipe.trainingSteps == nil ? "--epochs" : "--training-steps"
  }

  private func text(of notice: CheckpointNotice) -> String {
    switch notice {
    case .noneYet:
      "resume: no checkpoint in \(folder) yet: training starts from the beginning"
    case .replaces:
      "warning: \(folder) has checkpoints of an earlier training, which stay until the first "
        + (savesNone ? "model" : "checkpoint")
        + " of this one is written; with their data and options --resume goes on from them"
    case .damaged(let error):
      "warning: a checkpoint is damaged and passed over: \(error)"
    case .resumed(let epoch, _) where epoch > epochs:
      "resume: all \(length(epochs)) are done; with more \(lengthOption) training goes on"
    case .resumed(let epoch, 0):
      "resume: going on at the start of epoch \(epoch) of \(epochs)"
    case .resumed(let epoch, let step):
      "resume: going on after step \(Figures.count(step)) of epoch \(epoch) of \(epochs)"
    case .otherKernels(let saved, let now):
      "note: computed by \(saved) before, by \(now) now: the bits may differ from those of one of them alone"
    case .otherEpochs(let saved, let now, let changesRate):
      "note: \(length(now)) in place of \(length(saved))"
        + (changesRate ? ": the learning rate follows the new number from here, as in no single training" : "")
    case .notSaved(let error):
      "warning: a checkpoint could not be written, training goes on without: \(error)"
    }
  }
}
