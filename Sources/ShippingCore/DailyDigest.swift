// The digest: what happened yesterday, and what waits for a person. Numbers of orders and codes only; whoever reads it
// finds names and phones in the CRM.

public struct DailyDigest: Hashable, Sendable {
  /// Orders of one mark; more than are listed are counted.
  public struct Row: Hashable, Sendable {
    public var mark: CardMark
    public var numbers: [String]
    public var count: Int

    public init(mark: CardMark, numbers: [String], count: Int) {
      self.mark = mark
      self.numbers = numbers
      self.count = count
    }
  }

  /// Order numbers listed in a row.
  public static let numbersListed = 20
  public static let counted: [Tally] = [.created, .delivered, .returned, .withdrawn]
  /// Only what came since yesterday is told of these: they stand in a card for weeks, and nothing is to be done in time.
  public static let newsOnly: Set<CardMark> = [CardMark(.returned)]

  /// Local day that the counts are of.
  public var yesterday: String
  public var counts: [Tally: Int]
  public var rows: [Row]
  /// What is urgent and goes on.
  public var standing: [UrgentKind: [String]]

  public init(
    yesterday: String, counts: [Tally: Int] = [:], rows: [Row] = [], standing: [UrgentKind: [String]] = [:]
  ) {
    self.yesterday = yesterday
    self.counts = counts
    self.rows = rows
    self.standing = standing
  }

  /// Nothing happened and nothing waits.
  public var isEmpty: Bool {
    rows.isEmpty && standing.isEmpty && DailyDigest.counted.allSatisfy { (counts[$0] ?? 0) == 0 }
  }

  public func message(in language: Language) -> AlertMessage {
    var lines = [AlertTexts.yesterday.filled(yesterday, in: language)]
    lines.append(
      DailyDigest.counted.map { "\(AlertTexts.name(of: $0).in(language)): \(counts[$0] ?? 0)" }
        .joined(separator: ", "))
    if !standing.isEmpty {
      lines += ["", AlertTexts.urgentNow.in(language)]
      for kind in UrgentKind.allCases {
        guard let about = standing[kind] else { continue }
        lines.append("- " + AlertTexts.stands(kind).in(language) + AlertTexts.about(about))
      }
    }
    lines += section(.problem, AlertTexts.waiting, in: language)
    lines += section(.notice, AlertTexts.toKnow, in: language)
    lines += section(.label, AlertTexts.labels, in: language)
    let waiting = rows.filter { $0.mark.kind == .problem }.reduce(0) { $0 + $1.count }
    return AlertMessage(
      name: "digest", subject: AlertTexts.digestSubject(waiting: waiting, day: yesterday, in: language),
      lines: lines, isError: false)
  }

  private func section(_ kind: CardMark.Kind, _ title: AlertWording, in language: Language) -> [String] {
    let rows = rows.filter { $0.mark.kind == kind }
    guard !rows.isEmpty else { return [] }
    return ["", title.in(language)]
      + rows.flatMap { row -> [String] in
        let more = row.count - row.numbers.count
        let tail = more > 0 ? " " + AlertTexts.more.filled("\(more)", in: language) : ""
        return [
          "- \(AlertTexts.text(of: row.mark, in: language))",
          "  \(row.numbers.joined(separator: ", "))\(tail)",
        ]
      }
  }
}

extension UrgentKind {
  public func message(_ about: [String], isOver: Bool, in language: Language) -> AlertMessage {
    let wording = isOver ? AlertTexts.over(self) : AlertTexts.stands(self)
    let subject = wording.in(language)
    var lines = [subject + (isOver ? "" : AlertTexts.about(about))]
    if !isOver { lines += ["", AlertTexts.remedy(self).in(language)] }
    return AlertMessage(
      name: rawValue + (isOver ? "-over" : ""), subject: AlertTexts.prefix.in(language) + subject,
      lines: lines,
      isError: !isOver)
  }
}
