import RecurrentFoundation
import RecurrentLayers
import RecurrentText
import RecurrentTraining

/// Why a folder is not read as a model, or not made one.
public enum ModelFolderError: Error, Equatable, Sendable {
  /// Nothing there, or a folder without a model.
  case noModel(path: String)
  /// A training that was stopped before it had a model.
  case unfinished(path: String)
  /// One of the model's files is not there.
  case missingFile(path: String)
  /// A configuration that this package did not write.
  case foreignFormat(path: String, found: String)
  /// A model written by a later version of this package, or one no longer read.
  case foreignVersion(path: String, found: Int, supported: Int)
  /// A model for another task.
  case otherKind(path: String, found: String, expected: String)
  /// A model of other layers than the one it is loaded into.
  case otherLayers(path: String, found: [String], expected: [String])
  /// A model with something that is not of this package.
  case missingCustomObject(path: String, MissingCustomObject)
  /// A file that is not what its name says.
  case malformed(path: String, reason: String)
  /// A file that is not the one that was saved with the weights.
  case damaged(path: String)
  /// A model cannot be saved here, since something else is: nothing was touched.
  case occupied(path: String, by: String)
  /// A model cannot be saved here, since one of another kind is, which may have taken as long to train.
  case holdsOtherKind(path: String, found: String, new: String)
  /// Another training goes on in the folder.
  case busy(path: String)
}

extension ModelFolderError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noModel(let path):
      "\(path): no model here (a model is a folder with \(ModelFile.configuration.rawValue))"
    case .unfinished(let path):
      "\(path): a training without a model yet"
    case .missingFile(let path):
      "\(path): missing from the model: copy the whole folder"
    case .foreignFormat(let path, let found):
      "\(path): not a model of this program: its format is \(found)"
    case .foreignVersion(let path, let found, let supported):
      "\(path): the model has version \(found), this program reads version \(supported)"
        + (found > supported ? ": use a newer program" : ": train it again")
    case .otherKind(let path, let found, let expected):
      "\(path): the model is a \(found.quoted), expected a \(expected.quoted)"
    case .otherLayers(let path, let found, let expected):
      "\(path): the model has the layers \(found.joined(separator: ", ")), expected "
        + "\(expected.joined(separator: ", ")): build the model as it was when it was saved"
    case .missingCustomObject(let path, let missing):
      "\(path): \(missing)"
    case .malformed(let path, let reason):
      "\(path): \(reason)"
    case .damaged(let path):
      "\(path): not the file that was saved with the weights (checksum): it is damaged or of another model"
    case .occupied(let path, let something):
      "\(path): holds \(something) and no model, so no model is saved there: choose another folder"
    case .holdsOtherKind(let path, let found, let new):
      "\(path): holds a \(found.quoted), which a \(new.quoted) does not replace: choose another folder, or remove it"
    case .busy(let path):
      "\(path): another training goes on there"
    }
  }
}
