// A small PDF writer: pages of text lines in Helvetica and one bar code of plain rectangles. PDF 1.4, no
// compression, a cross-reference table with the true byte offsets, because readers and checkers of labels
// look exactly there.

struct PostPage {
  enum Size {
    case label, a5, a4

    /// Of the `size` option; left out means the 100×100 mm label.
    static func of(_ option: String?) throws -> Size {
      switch option {
      case nil, "": return .label
      case "SIZE_A4": return .a4
      case "SIZE_A5": return .a5
      default: throw PostRefusal.bad("Unknown size")
      }
    }

    /// Width and height in points.
    var points: (width: Int, height: Int) {
      switch self {
      case .label: return (283, 283)
      case .a5: return (420, 595)
      case .a4: return (595, 842)
      }
    }
  }

  var size: Size
  /// ASCII only.
  var lines: [String]
  /// Digits drawn as bars at the foot of the page.
  var bars: String?

  init(size: Size, lines: [String], bars: String? = nil) {
    self.size = size
    self.lines = lines
    self.bars = bars
  }

  var content: String {
    var text = "BT /F1 11 Tf 14 TL 20 \(size.points.height - 30) Td\n"
    for line in lines {
      let ascii = line.filter { $0.isASCII && $0 != "(" && $0 != ")" && $0 != "\\" }
      text += "(\(ascii)) Tj T*\n"
    }
    return text + "ET" + drawnBars
  }

  /// Interleaved 2 of 5: pairs of digits, the first in the bars, the second in the spaces.
  private var drawnBars: String {
    guard let bars else { return "" }
    let digits = bars.utf8.filter { (48...57).contains($0) }.map { Int($0) - 48 }
    let even = digits.count % 2 == 0 ? digits : [0] + digits
    let patterns = ["00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010"]
    var widths = [1, 1, 1, 1]
    for pair in stride(from: 0, to: even.count, by: 2) {
      for (bar, space) in zip(patterns[even[pair]], patterns[even[pair + 1]]) {
        widths.append(bar == "1" ? 3 : 1)
        widths.append(space == "1" ? 3 : 1)
      }
    }
    widths += [3, 1, 1]
    var text = ""
    var x = 20
    for (position, width) in widths.enumerated() {
      if position % 2 == 0 { text += "\n\(x) 20 \(width) 60 re f" }
      x += width
    }
    return text
  }
}

enum PostPDF {
  static func document(_ pages: [PostPage]) -> [UInt8] {
    var writer = Writer()
    let kids = pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " ")
    writer.object("<< /Type /Catalog /Pages 2 0 R >>")
    writer.object("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
    writer.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for (position, page) in pages.enumerated() {
      let (width, height) = page.size.points
      writer.object(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(width) \(height)] "
          + "/Resources << /Font << /F1 3 0 R >> >> /Contents \(5 + 2 * position) 0 R >>")
      let content = page.content
      writer.object("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
    }
    return writer.finished()
  }

  private struct Writer {
    private var bytes = Array("%PDF-1.4\n".utf8)
    private var offsets: [Int] = []

    mutating func object(_ body: String) {
      offsets.append(bytes.count)
      bytes += Array("\(offsets.count) 0 obj\n\(body)\nendobj\n".utf8)
    }

    mutating func finished() -> [UInt8] {
      let start = bytes.count
      var table = "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n"
      for offset in offsets {
        let digits = String(offset)
        table += String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n \n"
      }
      table += "trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
      return bytes + Array(table.utf8)
    }
  }
}
