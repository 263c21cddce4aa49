// A decision table that is total: every combination of its dimensions is enumerated, and has either what is expected or
// the reason why it cannot be. Rows are read from the top; a combination belongs to the first that fits. What is wrong
// with a table is said in lines: a combination without a row, a row that none reaches, one called impossible that can be
// made, and of course a decision other than expected.

struct TotalTable<Case> {
  enum Outcome {
    case expected(String)
    /// Why there is no such combination.
    case impossible(String)
  }

  struct Row {
    var name: String
    var fits: (Case) -> Bool
    var outcome: Outcome
  }

  private(set) var rows: [Row] = []

  mutating func row(_ name: String, _ expected: String, where fits: @escaping (Case) -> Bool) {
    rows.append(Row(name: name, fits: fits, outcome: .expected(expected)))
  }

  mutating func impossible(_ reason: String, where fits: @escaping (Case) -> Bool) {
    rows.append(Row(name: reason, fits: fits, outcome: .impossible(reason)))
  }

  /// `decide` gives nil for a combination that cannot be made.
  func faults(_ cases: [Case], decide: (Case) -> String?) -> [String] {
    var faults: [String] = []
    var reached: Set<String> = []
    for each in cases {
      let decided = decide(each)
      guard let row = rows.first(where: { $0.fits(each) }) else {
        faults.append("in no row: \(each)")
        continue
      }
      reached.insert(row.name)
      switch (row.outcome, decided) {
      case (.expected(let expected), let decided?) where decided == expected: break
      case (.expected(let expected), let decided?):
        faults.append("\(row.name): \(decided), not \(expected): \(each)")
      case (.expected, nil): faults.append("\(row.name): cannot be made: \(each)")
      case (.impossible, let decided?): faults.append("called impossible, and is \(decided): \(each)")
      case (.impossible, nil): break
      }
    }
    faults += rows.map(\.name).filter { !reached.contains($0) }.map {
      "no combination reaches the row: \($0)"
    }
    return faults
  }
}
