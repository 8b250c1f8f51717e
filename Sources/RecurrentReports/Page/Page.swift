/// A page that is all in one file: no scripts, nothing loaded from elsewhere.
package struct Page: Sendable {
  package let title: String
  /// A few words under the title: what this is, and how far it is.
  package let subtitle: String
  package let exhibits: [any Exhibit]
  /// After how many seconds a browser reads it again; nil: it is not to change any more.
  package let refresh: Int?

  package init(_ title: String, subtitle: String, refresh: Int? = nil, _ exhibits: [any Exhibit]) {
    (self.title, self.subtitle, self.refresh, self.exhibits) = (title, subtitle, refresh, exhibits)
  }

  /// The file.
  package var text: String {
    let head: [HTML] = [
      .written(
        """
        <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\
        <meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'">
        """),
      .element("title", title), .element("style", [PageStyle.sheet]),
    ]
    let reloading = refresh.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">" } ?? ""
    let header = HTML.element(
      "header", [.element("h1", title), .element("p", ["class": refresh == nil ? "" : "live"], subtitle)])
    let body = HTML.element("main", [header] + exhibits.map(\.html))
    return """
      <!DOCTYPE html>
      <html lang="en"><head>\(HTML(head).source)\(reloading)</head>
      <body>\(body.source)</body></html>

      """
  }
}
