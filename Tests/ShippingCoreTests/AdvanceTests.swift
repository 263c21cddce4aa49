// Every step against every way it can end: what becomes of the phase, of the parts at hand, of what the manager is
// told and of the next try. Every row is also held against the invariants.

import ShippingCore
import Testing

@Suite struct AdvanceTests {
  enum End: String, CaseIterable, Sendable { case done, terminal, transient, account, unsent, unknown }

  struct Row: Sendable, CustomTestStringConvertible {
    var step: String
    var end: End
    var phase: String
    var draft: String
    var refused = false
    var problems: [ProblemCode]
    var attempts: Int
    var retry: Int?

    init(
      _ step: String, _ end: End, _ phase: String, draft: String = "-", refused: Bool = false,
      problems: [ProblemCode] = [], attempts: Int = 0, retry: Int? = nil
    ) {
      self.step = step
      self.end = end
      self.phase = phase
      self.draft = draft
      self.refused = refused
      self.problems = problems
      self.attempts = attempts
      self.retry = retry
    }

    var testDescription: String { "\(step), \(end.rawValue)" }
  }

  private static let recipient = ClientUUID("r")
  private static let visible = Scene.shipment { $0.label = nil }

  static let steps: [(String, Step)] = {
    let named: [Step?] = [
      Scene.stepToShipment(), Scene.stepToShipment(addressID: AddressID(7)),
      Scene.stepToShipment(addressID: AddressID(7), recipient: recipient),
      .findShipment(Scene.intent(looks: 2, waited: 50_000)), .adopt(Scene.barcode, cabinet: Scene.main.id),
      .readLifecycle(visible), .deleteShipment(visible), .fetchLabel(visible),
      .readPayout(visible), .readPriceChange(visible), ChangeScene.update(),
    ]
    return named.compactMap { $0 }.map { ($0.name, $0) }
  }()

  /// Where each step is taken from: three failures so far, and an older problem on show.
  static func before(_ step: Step) -> LedgerEntry {
    func entry(_ phase: LedgerEntry.Phase) -> LedgerEntry {
      Scene.entry(phase) {
        $0.attempts = 3
        $0.retryAt = Scene.now - .seconds(1)
        $0.problems = [Problem(.postcodeMissing)]
      }
    }
    switch step {
    case .createAddress, .createRecipient, .adopt: return entry(.none)
    case .createShipment: return intending(step, entry: entry(.none)) ?? entry(.none)
    case .findShipment: return entry(.creating(Scene.intent(looks: 2)))
    case .readLifecycle, .fetchLabel, .errand, .readPayout, .readPriceChange: return entry(.live(visible))
    case .deleteShipment: return entry(.withdrawing(visible, mayDelete: true))
    case .updateShipment:
      let live = entry(.live(visible))
      return intending(step, entry: live) ?? live
    }
  }

  static func value(_ step: Step) -> StepValue {
    switch step {
    case .createAddress: return .address(AddressID(7))
    case .createRecipient: return .recipient(recipient)
    case .createShipment: return .shipment(Scene.receipt())
    case .findShipment: return .found(Scene.receipt())
    case .adopt: return .typed(Scene.receipt(), bearer: nil)
    case .readLifecycle: return .lifecycle(.created)
    case .deleteShipment: return .deleted
    case .fetchLabel: return .label("label.pdf")
    case .readPayout: return .payout(.ready)
    case .readPriceChange: return .priceChange(nil)
    case .updateShipment: return .updated(Scene.receipt())
    // Its own table is in ErrandTests.
    case .errand: return .errand(.labelMissing)
    }
  }

  static func outcome(_ end: End, _ step: Step) -> Outcome<StepValue> {
    switch end {
    case .done: return .done(value(step))
    case .terminal: return .refused(Scene.failure(.terminal))
    case .transient: return .refused(Scene.failure(.transient))
    case .account: return .refused(Scene.failure(.terminal, scope: .account))
    case .unsent: return .unsent(Scene.failure(.transient))
    case .unknown: return .unknown(Scene.failure(.ambiguous))
    }
  }

  private static let whole = "1234-1-1 address recipient"
  private static let kept: [ProblemCode] = [.postcodeMissing]

  /// The delay of a fourth failure in a row, at most.
  private static let fourth = 16

  static let towards: [Row] = [
    Row("create-address", .done, "none", draft: "1234-1-1 address"),
    Row("create-address", .terminal, "none", refused: true, problems: [.carrierRefused]),
    Row("create-address", .transient, "none", attempts: 4, retry: fourth),
    Row("create-address", .account, "none", attempts: 3, retry: -1),
    Row("create-address", .unsent, "none", attempts: 4, retry: fourth),
    Row("create-address", .unknown, "none", attempts: 4, retry: fourth),
    Row("create-recipient", .done, "none", draft: whole),
    Row("create-recipient", .terminal, "none", refused: true, problems: [.carrierRefused]),
    Row("create-recipient", .transient, "none", attempts: 4, retry: fourth),
    Row("create-recipient", .account, "none", attempts: 3, retry: -1),
    Row("create-recipient", .unsent, "none", attempts: 4, retry: fourth),
    Row("create-recipient", .unknown, "none", attempts: 4, retry: fourth),
    Row("create-shipment", .done, "live s-1 created"),
    Row("create-shipment", .terminal, "none", draft: whole, refused: true, problems: [.carrierRefused]),
    Row("create-shipment", .transient, "none", draft: whole, attempts: 4, retry: fourth),
    Row("create-shipment", .account, "none", draft: whole, attempts: 3, retry: -1),
    Row("create-shipment", .unsent, "none", draft: whole, attempts: 4, retry: fourth),
    Row("create-shipment", .unknown, "creating 1234-1-1", draft: whole),
  ]

  static let after: [Row] = [
    Row("find-shipment", .done, "live s-1 created"),
    Row(
      "find-shipment", .terminal, "creating 1234-1-1", problems: [.carrierRefused], attempts: 4, retry: fourth
    ),
    Row("find-shipment", .transient, "creating 1234-1-1", problems: kept, attempts: 4, retry: fourth),
    Row("find-shipment", .account, "creating 1234-1-1", problems: kept, attempts: 3, retry: -1),
    Row("find-shipment", .unsent, "creating 1234-1-1", problems: kept, attempts: 4, retry: fourth),
    Row("find-shipment", .unknown, "creating 1234-1-1", problems: kept, attempts: 4, retry: fourth),
    Row("adopt", .done, "live s-1 created"),
    Row("adopt", .terminal, "none", problems: [.carrierRefused], attempts: 4, retry: fourth),
    Row("adopt", .transient, "none", problems: kept, attempts: 4, retry: fourth),
    Row("adopt", .account, "none", problems: kept, attempts: 3, retry: -1),
    Row("adopt", .unsent, "none", problems: kept, attempts: 4, retry: fourth),
    Row("adopt", .unknown, "none", problems: kept, attempts: 4, retry: fourth),
    // Reading alone is no progress: the count of failures stays.
    Row("read-lifecycle", .done, "withdrawing s-1 may", problems: kept, attempts: 3),
    Row("read-lifecycle", .terminal, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("read-lifecycle", .transient, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("read-lifecycle", .account, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("read-lifecycle", .unsent, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("read-lifecycle", .unknown, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("delete-shipment", .done, "none"),
    Row(
      "delete-shipment", .terminal, "live s-1 created", problems: [.carrierRefused], attempts: 4,
      retry: fourth),
    Row("delete-shipment", .transient, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("delete-shipment", .account, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("delete-shipment", .unsent, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("delete-shipment", .unknown, "withdrawing s-1 unsure", problems: kept, attempts: 4, retry: fourth),
    // An errand has a retry of its own: the entry's stays as it was.
    Row("fetch-label", .done, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("fetch-label", .terminal, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("fetch-label", .transient, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("fetch-label", .account, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("fetch-label", .unsent, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("fetch-label", .unknown, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("update-shipment", .done, "live s-1 created"),
    Row(
      "update-shipment", .terminal, "live s-1 created", refused: true, problems: [.changedAfterShipment]),
    Row("update-shipment", .transient, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("update-shipment", .account, "live s-1 created", problems: kept, attempts: 3, retry: -1),
    Row("update-shipment", .unsent, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
    Row("update-shipment", .unknown, "live s-1 created", problems: kept, attempts: 4, retry: fourth),
  ]

  /// However a question for the sake of a notice ends, it holds nothing up and mends nothing.
  static let inquiries: [Row] = ["read-payout", "read-price-change"].flatMap { step in
    End.allCases.map { Row(step, $0, "live s-1 created", problems: kept, attempts: 3, retry: -1) }
  }

  @Test(arguments: towards + after + inquiries) func everyStepAgainstEveryEnd(_ row: Row) throws {
    let step = try #require(Self.steps.first { $0.0 == row.step }?.1)
    let before = Self.before(step)
    let next = Scene.advanced(before, step, Self.outcome(row.end, step))
    #expect(next.phaseWord == row.phase)
    #expect(next.draftWord == row.draft)
    #expect((next.refusal != nil) == row.refused)
    #expect(next.problems.map(\.code) == row.problems)
    #expect(next.attempts == row.attempts)
    #expect(next.retryAt == row.retry.map { Scene.now + .seconds($0) })
    #expect(Invariants.violation(from: before, to: next) == nil)
  }

  @Test func theTableIsWhole() {
    let rows = (Self.towards + Self.after + Self.inquiries).map(\.testDescription)
    #expect(Set(rows).count == rows.count)
    #expect(rows.count == Self.steps.count * End.allCases.count)
    #expect(Self.steps.count == 11)
  }

  @Test func whatAskedForMoreTimeGetsItUpToTheLongestDelay() {
    let step = Step.readLifecycle(Self.visible)
    let rows: [(asked: Int64, seconds: Int)] = [
      (1, 16), (-5, 16), (.min, 16), (20_000, 20), (300_000, 300), (301_000, 300), (.max, 300),
    ]
    for row in rows {
      let failure = Scene.failure(.transient, retryAfter: row.asked)
      let next = Scene.advanced(Self.before(step), step, .refused(failure))
      #expect(next.retryAt == Scene.now + .seconds(row.seconds), "\(row)")
    }
  }

  @Test func attemptsAreBounded() {
    let step = Step.readLifecycle(Self.visible)
    var entry = Self.before(step)
    entry.attempts = Invariants.attemptsLimit
    let next = Scene.advanced(entry, step, .unknown(Scene.failure(.ambiguous)))
    #expect(next.attempts == Invariants.attemptsLimit)
    #expect(Invariants.violation(from: entry, to: next) == nil)
  }

  /// An answer that does not belong to the step is the adapter's mistake; nothing may be lost by it.
  @Test func anAnswerToAnotherQuestionChangesNoPhase() {
    for (name, step) in Self.steps where !step.isInquiry {
      for (other, stranger) in Self.steps where other != name {
        let value = Self.value(stranger)
        if case .found = value, name == "find-shipment" || name == "adopt" { continue }
        let before = Self.before(step)
        let next = Scene.advanced(before, step, .done(value))
        #expect(next.phase == before.phase, "\(name) answered like \(other)")
        #expect(next.draft == before.draft, "\(name) answered like \(other)")
      }
    }
  }
}

/// What no sequence of steps leads to, and what the ledger would refuse to write if one did.
@Suite struct ImpossibleTests {
  private static let other = Scene.shipment { $0.uuid = ShipmentUUID("s-2") }

  static let refused: [(name: String, from: LedgerEntry, to: LedgerEntry)] = {
    let live = Scene.entry(.live(Scene.shipment()))
    let withdrawing = Scene.entry(.withdrawing(Scene.shipment(), mayDelete: false))
    let creating = Scene.entry(.creating(Scene.intent()))
    return [
      ("a create beside a live shipment", live, Scene.entry(.creating(Scene.intent(2)), generation: 2)),
      ("a create while withdrawing", withdrawing, Scene.entry(.creating(Scene.intent(2)), generation: 2)),
      ("another shipment at once", live, Scene.entry(.live(other), generation: 2)),
      ("withdrawing another one", live, Scene.entry(.withdrawing(other, mayDelete: true))),
      ("back to life as another one", withdrawing, Scene.entry(.live(other))),
      ("a second attempt in doubt", creating, Scene.entry(.creating(Scene.intent(1, 2)))),
      ("a second generation in doubt", creating, Scene.entry(.creating(Scene.intent(2)), generation: 2)),
      (
        "a create for a generation that was", Scene.entry(.none, generation: 2),
        Scene.entry(.creating(Scene.intent(1)), generation: 2)
      ),
      ("a generation back", Scene.entry(.none, generation: 2), Scene.entry(.none, generation: 1)),
      (
        "delivered, then on its way", Scene.entry(.live(Scene.shipment(.delivered))),
        Scene.entry(.live(Scene.shipment(.inTransit)))
      ),
      ("too many attempts", live, Scene.entry(.live(Scene.shipment())) { $0.attempts = 10_001 }),
    ]
  }()

  @Test func theLedgerRefusesThem() {
    for row in Self.refused {
      #expect(Invariants.violation(from: row.from, to: row.to) != nil, "\(row.name)")
    }
  }

  /// Every step that is taken from a phase, with every end.
  @Test func noStepLeadsThere() {
    let phases: [LedgerEntry.Phase] = [
      .none, .creating(Scene.intent()), .live(Scene.shipment()),
      .withdrawing(Scene.shipment(), mayDelete: true),
    ]
    for phase in phases {
      let before = Scene.entry(phase, generation: 1)
      for view in ReconcileTests.columns.sorted(by: { $0.key < $1.key }).map(\.value.view) {
        let decision = Scene.decide(view, before, at: Scene.moment(doubt: .seconds(9)))
        guard let step = decision.step else { continue }
        for end in AdvanceTests.End.allCases {
          let next = Scene.advanced(before, step, AdvanceTests.outcome(end, step))
          #expect(Invariants.violation(from: before, to: next) == nil, "\(step.name), \(end.rawValue)")
          if case .creating = next.phase {
            if case .creating = phase {
            } else {
              Issue.record("\(step.name) led to a create without an intent")
            }
          }
        }
      }
    }
  }
}
