// What `doctor` found, and how it is shown: a line each, in chapters, aligned; the same as one JSON document. A line says
// what is wrong and what to do about it: whoever reads it should not have to look anything up.
import Foundation

struct Finding: Encodable {
  enum Level: String, Encodable {
    case ok
    /// It works, and somebody should look at it.
    case warning
    /// It does not work.
    case fault
    /// Not looked at, because of something said elsewhere.
    case skipped
  }

  var level: Level
  /// Stable, for programs: `crm-key`.
  var check: String
  var what: String
  var cure: String?
}

/// Findings about one thing, in the order in which they were made.
struct Chapter: Encodable {
  var name: String
  private(set) var findings: [Finding] = []

  init(_ name: String) {
    self.name = name
  }

  mutating func ok(_ check: String, _ what: String) {
    findings.append(Finding(level: .ok, check: check, what: what))
  }

  mutating func warn(_ check: String, _ what: String, cure: String) {
    findings.append(Finding(level: .warning, check: check, what: what, cure: cure))
  }

  mutating func fault(_ check: String, _ what: String, cure: String) {
    findings.append(Finding(level: .fault, check: check, what: what, cure: cure))
  }

  mutating func skip(_ check: String, _ what: String) {
    findings.append(Finding(level: .skipped, check: check, what: what))
  }

  mutating func add(_ finding: Finding) { findings.append(finding) }
}

struct Diagnosis: Encodable {
  var faults = 0
  var warnings = 0
  var chapters: [Chapter] = []

  mutating func add(_ chapter: Chapter) {
    chapters.append(chapter)
    faults += chapter.findings.count { $0.level == .fault }
    warnings += chapter.findings.count { $0.level == .warning }
  }

  func show(json: Bool) throws {
    if json { try JSONOutput.print(self) } else { print(text) }
  }

  // MARK: Text

  private static let longestLevel = 7

  private var text: String {
    let width = chapters.flatMap(\.findings).map(\.check.count).max() ?? 0
    let lines = chapters.flatMap { chapter in
      [Terminal.coloured(chapter.name, .bold)] + chapter.findings.map { line($0, width: width) } + [""]
    }
    return (lines + [verdict]).joined(separator: "\n")
  }

  private func line(_ finding: Finding, width: Int) -> String {
    let check = finding.check + String(repeating: " ", count: max(0, width - finding.check.count))
    let cure = finding.cure.map { " → \($0)" } ?? ""
    return "  \(level(finding.level))  \(check)  \(Terminal.clean(finding.what + cure))"
  }

  private func level(_ level: Finding.Level) -> String {
    let word = level == .fault ? "FAULT" : level.rawValue
    let padded = word + String(repeating: " ", count: max(0, Self.longestLevel - word.count))
    switch level {
    case .ok: return Terminal.coloured(padded, .green)
    case .warning: return Terminal.coloured(padded, .yellow)
    case .fault: return Terminal.coloured(padded, .red)
    case .skipped: return padded
    }
  }

  private var verdict: String {
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    if faults == 0, warnings == 0 { return Terminal.coloured("No faults.", .green) }
    if faults == 0 { return Terminal.coloured("No faults, \(count(warnings, "warning")).", .yellow) }
    return Terminal.coloured("\(count(faults, "fault")), \(count(warnings, "warning")).", .red)
  }
}

/// `”; did you mean “assembling”?`, or nothing.
func didYouMean(_ suggestion: String?) -> String { suggestion.map { "; did you mean “\($0)”?" } ?? "" }
