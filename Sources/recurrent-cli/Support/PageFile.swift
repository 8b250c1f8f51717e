import Recurrent
import RecurrentFoundation
import RecurrentReports

/// A page as a file that a command makes.
enum PageFile {
  static func write(_ page: Page, to path: String) throws {
    do {
      try FileBytes.replace(path, with: Array(page.text.utf8))
    } catch let error as FileError {
      throw Failure(status: .cannotCreate, message: "\(error)")
    }
    Console.talk("Done: open \(path) in a browser.")
  }
}
