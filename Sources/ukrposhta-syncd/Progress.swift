// How a person who waits at a terminal sees that something goes on: a bar where the whole is known, a number where it is
// not. It is on standard error, on one line that is cleared at the end, and nobody else gets to see any of it.
import Foundation

struct Ticker {
  let what: String
  private var shown: String?

  init(_ what: String) {
    self.what = what
  }

  /// A line that stands there already is not written again.
  mutating func show(_ count: Int, of total: Int? = nil) {
    guard Terminal.isError else { return }
    let line = total.map { Ticker.bar(count, of: $0) + what } ?? "\(count) \(what)"
    guard line != shown else { return }
    shown = line
    FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
  }

  /// Clears the line again.
  mutating func end() {
    if shown != nil { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    shown = nil
  }

  private static let barWidth = 30

  /// `[#########---------------------]  30 % `
  private static func bar(_ count: Int, of total: Int) -> String {
    let part = total > 0 ? min(1, max(0, Double(count) / Double(total))) : 1
    let filled = Int(part * Double(barWidth))
    let percent = "\(Int(part * 100))"
    return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: barWidth - filled)
      + "] "
      + String(repeating: " ", count: max(0, 3 - percent.count)) + percent + " % "
  }
}
