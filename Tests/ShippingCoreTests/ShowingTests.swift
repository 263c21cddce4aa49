// What the order card shows in each phase, and what is written to make it so: never a number that a person typed, never
// a status backwards, never anything twice.

import ShippingCore
import Testing

@Suite struct ShowingTests {
  static func showing(
    _ entry: LedgerEntry, policy: Policy = Scene.policy(), _ change: (inout Order) -> Void = { _ in }
  ) -> Showing? {
    Showing(Scene.order(change), entry: entry, policy: policy)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var entry: LedgerEntry
    /// nil = the card is left alone.
    var status: String?
    var number = ""
    var deliveryID = "crm-1234-1"
    var comment: String?

    init(
      _ name: String, _ status: String?, _ phase: LedgerEntry.Phase = .none, number: String = "",
      deliveryID: String = "crm-1234-1", generation: Int? = nil, comment: String? = nil,
      _ change: (inout LedgerEntry) -> Void = { _ in }
    ) {
      testDescription = name
      entry = Scene.entry(phase, generation: generation, change)
      self.status = status
      self.number = number
      self.deliveryID = deliveryID
      self.comment = comment
    }
  }

  private static let number = Scene.barcode.text
  private static let event = TrackingEvent(
    code: 21700, date: Scene.now, index: "01001", office: "Київ 1", name: "У відділенні")
  private static let problem = Problem(.postcodeMissing, field: "delivery.address.index")
  private static let wrong = ProblemTexts.combined([problem], in: .uk)

  static let rows: [Row] =
    [
      Row("never touched", nil), Row("in doubt, never touched", nil, .creating(Scene.intent())),
      Row("a problem", "error", comment: wrong) { $0.problems = [problem] },
      Row("mended", "waiting") { $0.shownDigest = "x" },
      Row("mended, now in doubt", "waiting", .creating(Scene.intent())) { $0.shownDigest = "x" },
      Row("withdrawn", "withdrawn", generation: 1) {
        $0.shownDigest = "x"
        $0.retiredBarcodes = [Scene.barcode]
      },
      Row(
        "withdrawn, the next in doubt", "withdrawn", .creating(Scene.intent(2)), deliveryID: "crm-1234-2",
        generation: 2
      ) {
        $0.shownDigest = "x"
        $0.retiredBarcodes = [Scene.barcode]
      },
      Row("withdrawn, and a problem", "error", generation: 1, comment: wrong) {
        $0.problems = [problem]
        $0.retiredBarcodes = [Scene.barcode]
      },
      Row("withdrawing", "created", .withdrawing(Scene.shipment(), mayDelete: true), number: number),
      Row(
        "a live shipment and a problem", "error", .live(Scene.shipment(.inTransit)), number: number,
        comment: wrong
      ) {
        $0.problems = [problem]
      },
      Row(
        "at an office", "at-office", .live(Scene.shipment(.atOffice, event: event)), number: number,
        comment: "У відділенні, Київ 1, 01001"),
      Row(
        "of the third generation", "created", .live(Scene.shipment { $0.generation = 3 }), number: number,
        deliveryID: "crm-1234-3", generation: 3),
      Row("typed, invisible", "created", .live(Scene.invisible()), number: number),
    ]
    + DeliveryState.allCases.map { state in
      Row("live, \(state.rawValue)", state.rawValue, .live(Scene.shipment(state)), number: number)
    }

  @Test(arguments: rows) func whatTheCardShows(_ row: Row) {
    let showing = Self.showing(row.entry)
    #expect(showing?.status == row.status)
    guard let showing else { return }
    #expect(showing.trackNumber == row.number)
    #expect(showing.deliveryID == row.deliveryID)
    #expect(showing.comment == row.comment)
    #expect(showing.cabinet == Scene.main.id && showing.moduleCode == Scene.main.moduleCode)
    #expect(showing.cost == row.entry.shipment?.deliveryPrice)
    let isTimed = row.entry.shipment != nil && row.entry.problems.isEmpty
    #expect(showing.statusAt == (isTimed ? Scene.now : nil))
  }

  @Test func anOrderOfAnotherCarrierIsNoneOfOurBusiness() {
    let entry = Scene.entry(.live(Scene.shipment()))
    for code in ["courier", nil] {
      #expect(Self.showing(entry) { $0.delivery.typeCode = code } == nil)
    }
  }

  /// Until it is withdrawn the parcel is the former cabinet's; one that cannot be withdrawn any more is told about here.
  @Test func aParcelOfTheFormerCabinetIsNotNamed() {
    let moved: (inout Order) -> Void = { $0.delivery.typeCode = Scene.second.deliveryType }
    for phase in [
      LedgerEntry.Phase.live(Scene.shipment()), .withdrawing(Scene.shipment(), mayDelete: true),
    ] {
      #expect(Self.showing(Scene.entry(phase), moved) == nil)
      let told = Scene.entry(phase) { $0.problems = [Problem(.printedAlready)] }
      #expect(Self.showing(told, moved)?.status == "error")
    }
    #expect(Self.showing(Scene.entry(.live(Scene.shipment(.inTransit))), moved)?.trackNumber == Self.number)
  }

  @Test func theTextIsInTheShopsLanguage() {
    let entry = Scene.entry { $0.problems = [Self.problem, Problem(.carrierRefused, details: "UPE1: ні")] }
    var texts: Set<String> = []
    for language in Language.allCases {
      let comment = Self.showing(entry, policy: Scene.policy { $0.language = language })?.comment ?? ""
      #expect(comment == ProblemTexts.combined(entry.problems, in: language))
      #expect(comment.contains("UPE1: ні"), "\(language)")
      texts.insert(comment)
    }
    #expect(texts.count == 3)
  }

  @Test func onlyOurOwnWithdrawnNumberIsCleared() throws {
    let entry = Scene.entry(.none, generation: 1) {
      $0.retiredBarcodes = [Scene.barcode]
      $0.shownDigest = "x"
    }
    let rows: [(typed: String?, clears: Bool)] = [
      (nil, false), ("", false), (Self.number, true), ("500100031143", true), (" 0500100031143", true),
      (Scene.otherBarcode.text, false), ("typed nonsense", false),
    ]
    for row in rows {
      let order = Scene.order {
        $0.delivery.data.trackNumber = row.typed
        $0.delivery.data.externalID = "crm-1234-1"
        $0.delivery.data.status = "withdrawn"
      }
      let showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
      #expect(showing.edit(order).trackNumber == (row.clears ? "" : nil), "\(row)")
      #expect(showing.isShown(by: order, withStatus: true) == !row.clears, "\(row)")
      var shown = entry
      shown.shownDigest = showing.digest
      #expect(showing.differs(from: order, entry: shown) == row.clears, "\(row)")
    }
  }

  @Test func aLiveShipmentsNumberIsNeverCleared() throws {
    let entry = Scene.entry(.live(Scene.shipment())) { $0.retiredBarcodes = [Scene.barcode] }
    let order = Scene.order { $0.delivery.data.trackNumber = Self.number }
    #expect(try #require(Showing(order, entry: entry, policy: Scene.policy())).edit(order).trackNumber == nil)
  }

  @Test func aProblemLeavesTheTypedNumberAlone() throws {
    let entry = Scene.entry { $0.problems = [Problem(.trackNumberInvalid, details: "x")] }
    let order = Scene.order { $0.delivery.data.trackNumber = "x" }
    let showing = try #require(Showing(order, entry: entry, policy: Scene.policy()))
    #expect(showing.edit(order).trackNumber == nil)
    #expect(showing.edit(order).deliveryID == "crm-1234-1")
  }

  @Test func onlyTheDifferenceIsWritten() throws {
    let whole: (inout Order) -> Void = {
      $0.delivery.data.externalID = "crm-1234-1"
      $0.delivery.data.trackNumber = Self.number
      $0.delivery.data.status = "created"
    }
    var entry = Scene.entry(.live(Scene.shipment()))
    let showing = try #require(Self.showing(entry, whole))
    entry.shownDigest = showing.digest
    let rows: [(name: String, change: (inout Order) -> Void, edits: Bool, tracks: Bool)] = [
      ("nothing", { _ in }, false, false),
      ("link", { $0.delivery.data.externalID = nil }, true, false),
      ("another's link", { $0.delivery.data.externalID = "crm-1234-9" }, true, false),
      ("number", { $0.delivery.data.trackNumber = nil }, false, true),
      ("another number", { $0.delivery.data.trackNumber = Scene.otherBarcode.text }, false, true),
      ("status", { $0.delivery.data.status = "waiting" }, false, true),
      ("no status", { $0.delivery.data.status = nil }, false, true),
    ]
    for row in rows {
      let order = Scene.order {
        whole(&$0)
        row.change(&$0)
      }
      #expect((showing.edit(order).deliveryID != nil) == row.edits, "\(row.name)")
      #expect(showing.needsTracking(order, entry: entry) == row.tracks, "\(row.name)")
      #expect(showing.differs(from: order, entry: entry) == (row.edits || row.tracks), "\(row.name)")
      let isOnlyStatus = row.name.hasSuffix("status")
      #expect(showing.isShown(by: order, withStatus: true) == (row.name == "nothing"), "\(row.name)")
      #expect(
        showing.isShown(by: order, withStatus: false) == (row.name == "nothing" || isOnlyStatus),
        "\(row.name)")
    }
    entry.shownDigest = nil
    #expect(showing.needsTracking(Scene.order(whole), entry: entry))
    // What the CRM does not take is told a few times and no more.
    entry.shownDigest = showing.digest
    for (ignored, tells) in [(0, true), (1, true), (Showing.ignoredLimit, false)] {
      entry.ignoredWriteBacks = ignored
      let order = Scene.order {
        whole(&$0)
        $0.delivery.data.status = "waiting"
      }
      #expect(showing.needsTracking(order, entry: entry) == tells, "\(ignored)")
    }
  }

  @Test func whatTheStatusSaysIsInTheDigest() throws {
    let base = Scene.entry(.live(Scene.shipment(.atOffice, event: Self.event)))
    let changes: [(String, (inout Shipment) -> Void)] = [
      ("state", { $0.tracking.state = .problem }), ("time", { $0.tracking.since = Scene.now + .seconds(1) }),
      ("place", { $0.tracking.event?.office = "Львів 1" }), ("number", { $0.barcode = Scene.otherBarcode }),
    ]
    var digests: Set = [try #require(Self.showing(base)).digest]
    for (name, change) in changes {
      var entry = base
      entry.changeShipment(ShipmentUUID("s-1"), change)
      #expect(digests.insert(try #require(Self.showing(entry)).digest).inserted, "\(name)")
    }
    let next = Scene.entry(.live(Scene.shipment(.atOffice, event: Self.event)), generation: 2)
    #expect(digests.insert(try #require(Self.showing(next)).digest).inserted)
  }

  @Test func theTimeWrittenIsAlwaysNewerThanWhatIsShown() throws {
    let late = Scene.now + .seconds(5000)
    let rows: [(name: String, shownAt: Instant?, problem: Bool, expected: Instant)] = [
      ("first", nil, false, Scene.now), ("older shown", Scene.now - .seconds(9), false, Scene.now),
      ("the same shown", Scene.now, false, Scene.now + .seconds(1)),
      ("newer shown", late, false, late + .seconds(1)),
      ("a problem has no time of its own", nil, true, Scene.now + .seconds(60)),
      ("a problem after the clock went back", late, true, late + .seconds(1)),
    ]
    for row in rows {
      let entry = Scene.entry(.live(Scene.shipment())) {
        $0.shownAt = row.shownAt
        $0.problems = row.problem ? [Self.problem] : []
      }
      let written = try #require(Self.showing(entry)).updatedAt(now: Scene.now + .seconds(60))
      #expect(written == row.expected, "\(row.name)")
      if let shownAt = row.shownAt { #expect(written > shownAt, "\(row.name)") }
    }
  }
}
