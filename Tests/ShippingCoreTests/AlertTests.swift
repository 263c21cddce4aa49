// When the owner is told, row by row, and what of. What is begun on record counts as told until it is known otherwise.
import ShippingCore
import Testing

@Suite struct AlertTests {
  private static let now = Instant(milliseconds: 1_795_413_600_000)
  private static let (today, tomorrow) = ("2026-11-24", "2026-11-25")

  private func turn(
    _ record: AlertRecord, _ condition: AlertCondition, later: Duration = .zero, day: String = today
  ) -> AlertTurn {
    record.turn(condition, now: Self.now + later, today: day)
  }

  private let fresh = AlertRecord(name: "crm-refused/command")

  private func told(_ turn: AlertTurn) throws -> AlertRecord {
    guard case .tell(let record) = turn else {
      Issue.record("nothing is told: \(turn)")
      throw Never.asExpected
    }
    return record
  }

  private enum Never: Error { case asExpected }

  @Test func toldOnceThenItsEnd() throws {
    #expect(turn(fresh, .unknown) == .rest)
    #expect(turn(fresh, .clear) == .rest)
    let begun = try told(turn(fresh, .stands([])))
    #expect(begun.attempt == AlertRecord.Attempt(day: Self.today))
    let on = begun.ended(.told, now: Self.now)
    #expect(on.isOn && on.day == Self.today && on.attempt == nil)
    #expect(turn(on, .stands([])) == .rest)
    #expect(turn(on, .stands([]), day: Self.tomorrow) == .rest, "it goes on: the digest says so")
    #expect(turn(on, .unknown) == .rest)
    let over = try told(turn(on, .clear))
    #expect(over.attempt?.saysOver == true)
    let off = over.ended(.told, now: Self.now)
    #expect(!off.isOn)
    #expect(turn(off, .clear) == .rest)
    // Again on the same day: not more than once.
    #expect(turn(off, .stands([])) == .rest)
    _ = try told(turn(off, .stands([]), day: Self.tomorrow))
  }

  /// A crash between the commit and the message, or after it: nobody can know.
  @Test func anIntentWithoutOutcomeCountsAsTold() throws {
    let begun = try told(turn(fresh, .stands([])))
    guard case .settle(let settled) = turn(begun, .stands([])) else {
      Issue.record("told twice")
      return
    }
    #expect(settled.isOn && settled.attempt == nil && settled.day == Self.today)
    #expect(begun.ended(.unclear, now: Self.now) == settled)
  }

  @Test func whatFailedIsRepeatedWithPausesAndGivenUp() throws {
    var record = try told(turn(fresh, .stands([])))
    var waited = Duration.zero
    for pause in AlertRecord.pauses {
      record = record.ended(.failed, now: Self.now + waited)
      #expect(turn(record, .stands([]), later: waited + pause - .seconds(1)) == .rest)
      #expect(turn(record, .unknown, later: waited + pause) == .rest)
      waited += pause
      record = try told(turn(record, .stands([]), later: waited))
      #expect(record.attempt?.retryAt == nil, "under way")
    }
    #expect(record.attempt?.tries == AlertRecord.mostTries)
    let given = record.ended(.failed, now: Self.now + waited)
    #expect(!given.isOn && given.attempt == nil)
    #expect(turn(given, .stands([]), later: waited) == .rest)
    _ = try told(turn(given, .stands([]), day: Self.tomorrow))
    #expect(begunRefused() == given)
  }

  private func begunRefused() -> AlertRecord {
    var begun = fresh
    begun.attempt = AlertRecord.Attempt(day: Self.today)
    return begun.ended(.refused, now: Self.now)
  }

  @Test func whatTurnedBeforeItWasToldIsNotTold() throws {
    let failed = try told(turn(fresh, .stands([]))).ended(.failed, now: Self.now)
    guard case .settle(let dropped) = turn(failed, .clear, later: .seconds(60)) else {
      Issue.record("an end of what nobody heard of")
      return
    }
    #expect(dropped == fresh)
    var on = fresh
    on.isOn = true
    let over = try told(turn(on, .clear)).ended(.failed, now: Self.now)
    guard case .settle(let still) = turn(over, .stands([]), later: .seconds(60)) else {
      Issue.record("an end that was none")
      return
    }
    #expect(still.isOn)
  }

  @Test func aStepBackOfTheClockPutsNothingOff() throws {
    let failed = try told(turn(fresh, .stands([]))).ended(.failed, now: Self.now + .seconds(86_400 * 300))
    _ = try told(turn(failed, .stands([])))
  }

  @Test func oneDigestADay() throws {
    let record = AlertRecord(name: "digest/command", day: "2026-11-23")
    func turn(
      _ record: AlertRecord, isDue: Bool = true, hasText: Bool = true, day: String = Self.today
    ) -> AlertTurn {
      record.digestTurn(isDue: isDue, now: Self.now + .seconds(60), today: day) { hasText }
    }
    #expect(turn(record, isDue: false) == .rest)
    let begun = try told(turn(record))
    let sent = begun.ended(.told, now: Self.now)
    #expect(turn(sent) == .rest)
    _ = try told(turn(sent, day: Self.tomorrow))
    // Nothing to say: that was today's.
    var quiet = record
    quiet.day = Self.today
    #expect(turn(record, hasText: false) == .settle(quiet))
    #expect(turn(quiet) == .rest)
    let failed = begun.ended(.failed, now: Self.now)
    #expect(try told(turn(failed)).attempt?.tries == 2)
    guard case .settle(let dropped) = turn(failed, day: Self.tomorrow) else {
      Issue.record("a digest of the day before")
      return
    }
    _ = try told(turn(dropped, day: Self.tomorrow))
  }

  @Test(arguments: Language.allCases) func theDigestSaysWhatWaits(language: Language) {
    let rows = CardMark.all.map { DailyDigest.Row(mark: $0, numbers: ["1001A", "1002A"], count: 7) }
    let digest = DailyDigest(
      yesterday: "2026-11-23", counts: [.created: 12, .delivered: 3], rows: rows,
      standing: [.cabinetRefused: ["main"], .crmUnreachable: []])
    let message = digest.message(in: language)
    #expect(message.subject.contains("2026-11-23") && !message.subject.contains("\n"))
    #expect(message.text.contains("12") && message.text.contains(": main"))
    #expect(message.lines.count { $0.contains("1001A, 1002A") && $0.contains("5") } == rows.count)
    for line in message.lines { #expect(!line.contains("{") && !line.contains("["), "\(line)") }
    for kind in UrgentKind.allCases {
      let texts = [
        kind.message(["main"], isOver: false, in: language), kind.message([], isOver: true, in: language),
      ]
      #expect(texts.map(\.isError) == [true, false])
      #expect(Set(texts.map(\.subject)).count == 2)
      #expect(texts[0].lines.first?.hasSuffix(": main") == true && texts[0].lines.count == 3)
    }
  }

  /// Another order of the same kind is news, on another day.
  @Test func whatWasNotNamedBeforeIsTold() throws {
    let begun = try told(turn(fresh, .stands(["1001A"])))
    #expect(begun.attempt?.about == ["1001A"])
    let on = begun.ended(.told, now: Self.now)
    #expect(turn(on, .stands(["1001A"]), day: Self.tomorrow) == .rest)
    #expect(turn(on, .stands(["1001A", "1002A"])) == .rest)
    let again = try told(turn(on, .stands(["1001A", "1002A"]), day: Self.tomorrow))
    #expect(again.attempt?.about == ["1001A", "1002A"])
    // Told before names were kept.
    var older = on
    older.told = nil
    #expect(turn(older, .stands(["1001A", "1002A"]), day: Self.tomorrow) == .rest)
  }

  @Test func aDayOfNothingSaysNothing() {
    #expect(DailyDigest(yesterday: "2026-11-23").isEmpty)
    #expect(DailyDigest(yesterday: "2026-11-23", counts: [.adopted: 1]).isEmpty)
    #expect(!DailyDigest(yesterday: "2026-11-23", counts: [.returned: 1]).isEmpty)
    #expect(!DailyDigest(yesterday: "2026-11-23", standing: [.postUnreachable: []]).isEmpty)
  }

  @Test func manyNamesAreCutShort() {
    let many = (1...50).map { "N\($0)" }
    let text = UrgentKind.createInDoubt.message(many, isOver: false, in: .en).text
    #expect(text.contains("N20, …") && !text.contains("N21"))
  }
}
