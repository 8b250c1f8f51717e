/// Something to look at: a value that a page can show.
package protocol Exhibit: Sendable {
  var html: HTML { get }
}

/// A paragraph.
package struct Paragraph: Exhibit {
  private let text: String

  package init(_ text: String) { self.text = text }

  package var html: HTML { .element("p", text) }
}

/// Text as it was written, its line ends kept: a sample of what a model writes.
package struct Passage: Exhibit {
  private let title: String
  private let text: String

  /// - Parameter title: what is said of it above.
  package init(_ title: String, _ text: String) { (self.title, self.text) = (title, text) }

  package var html: HTML {
    .element(
      "figure", ["class": "passage"], [.element("figcaption", title), .element("pre", ["dir": "auto"], text)])
  }
}

/// Exhibits side by side where there is room.
package struct Row: Exhibit {
  private let exhibits: [any Exhibit]

  package init(_ exhibits: [any Exhibit]) { self.exhibits = exhibits }

  package var html: HTML { .element("div", ["class": "row"], exhibits.map(\.html)) }
}

/// A part of a page, with what it shows.
package struct Section: Exhibit {
  package let title: String
  package let note: String?
  package let exhibits: [any Exhibit]

  package init(_ title: String, note: String? = nil, _ exhibits: [any Exhibit]) {
    (self.title, self.note, self.exhibits) = (title, note, exhibits)
  }

  package var html: HTML {
    let note = note.map { [HTML.element("p", ["class": "note"], $0)] } ?? []
    return .element("section", [.element("h2", title)] + note + exhibits.map(\.html))
  }
}
