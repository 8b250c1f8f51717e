import RecurrentFoundation

/// A few words and the value they are about: an option, a size.
package struct Fact: Sendable, Equatable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

  package init(_ name: String, _ count: Int) { self.init(name, Figures.count(count)) }
}

/// A list of facts, in as many columns as there is room for.
package struct Facts: Exhibit {
  private let facts: [Fact]

  package init(_ facts: [Fact]) { self.facts = facts }

  package var html: HTML {
    .element(
      "div", ["class": "facts"],
      facts.map { .element("div", [.element("span", $0.name), .element("b", ["dir": "auto"], $0.value)]) })
  }
}

/// The few figures that matter most, large.
package struct Tiles: Exhibit {
  package struct Tile: Sendable, Equatable {
    package let name: String
    package let value: String
    package let detail: String

    package init(_ name: String, _ value: String, _ detail: String = "") {
      (self.name, self.value, self.detail) = (name, value, detail)
    }
  }

  private let tiles: [Tile]

  package init(_ tiles: [Tile]) { self.tiles = tiles }

  package var html: HTML {
    .element(
      "div", ["class": "tiles"],
      tiles.map {
        .element("div", [.element("span", $0.name), .element("b", $0.value), .element("small", $0.detail)])
      })
  }
}
