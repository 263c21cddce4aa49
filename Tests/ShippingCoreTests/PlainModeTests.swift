// Plain mode: custom fields in place of `delivery.data`, as they are read and as they are written. A row is one habit of a
// CRM or one gesture of a manager.

import ShippingCore
import Testing

@Suite struct PlainModeTests {
  static let codes = CustomFieldCodes(prefix: "up", named: ["technology": "tech"])
  static let policy = Scene.policy {
    $0.cabinets[0].mode = .plain
    $0.cabinets[0].customFields = codes
  }

  static func read(
    _ fields: [String: FieldValue], lockedByDefault: Bool = false, _ change: (inout Order) -> Void = { _ in }
  ) -> Order {
    var policy = policy
    policy.cabinets[0].isLockedByDefault = lockedByDefault
    return order(fields, change).projected(for: policy)
  }

  static func order(_ fields: [String: FieldValue], _ change: (inout Order) -> Void = { _ in }) -> Order {
    Scene.order {
      $0.delivery.integrationCode = nil
      $0.delivery.data = Order.DeliveryData()
      $0.customFields = fields
      change(&$0)
    }
  }

  @Test func theLockIsAFlagInWhateverSpelling() {
    let rows: [(FieldValue?, Bool, Bool)] = [
      (nil, false, false), (nil, true, true), (.flag(true), false, true), (.flag(false), true, false),
      (.text("1"), false, true), (.number(0), true, false), (.number(1), false, true),
      (.text("так"), false, true), (.text(""), true, true), (.text(" "), false, false),
      (.text("може"), true, true),
    ]
    for (value, isDefault, expected) in rows {
      let fields = value.map { ["up_do_not_sync": $0] } ?? [:]
      let order = Self.read(fields, lockedByDefault: isDefault)
      #expect(order.delivery.data.isLocked == expected, "\(String(describing: value)) \(isDefault)")
    }
  }

  @Test func fieldsAndTheTypedNumber() {
    let order = Self.read([
      "tech": .text("W2D"), "up_technology": .text("D2D"), "up_sms": .flag(true),
      "up_description": .text(" "),
      "up_track_number": .text("0500100031143"), "other": .text("x"),
    ]) { $0.delivery.data.trackNumber = "ТТН кур'єра" }
    #expect(order.delivery.data.extraData == ["technology": .text("W2D"), "sms": .flag(true)])
    #expect(order.delivery.data.trackNumber == "0500100031143")
    let without = Self.read([:]) { $0.delivery.data.trackNumber = "0500100031151" }
    #expect(without.delivery.data.trackNumber == "0500100031151")
  }

  @Test func ordersOfOthersAreLeftAsTheyAre() {
    let native = Scene.order { $0.customFields = ["up_do_not_sync": .flag(true)] }
    #expect(native.projected(for: Scene.policy()) == native)
    let foreign = Scene.order { $0.delivery.typeCode = "courier" }
    #expect(foreign.projected(for: Self.policy) == foreign)
  }

  @Test func anOrdinaryTypeIsLinkedByBeingACabinets() {
    let order = Self.read([:])
    #expect(Wanted(.order(order), entry: Scene.entry(), policy: Self.policy, now: Scene.now).isShipment)
    let locked = Self.read(["up_do_not_sync": .flag(true)])
    #expect(
      Wanted(.order(locked), entry: Scene.entry(), policy: Self.policy, now: Scene.now) == .none(.locked))
  }

  /// What is wrong in a custom field is said of the custom field, by the label it has in the card.
  @Test func aProblemNamesTheCustomField() throws {
    let order = Self.read(["tech": .text("пошта"), "up_sms": .text("може")])
    guard case .park(let problems) = Scene.decide(.order(order), policy: Self.policy) else {
      Issue.record("the order was not refused")
      return
    }
    #expect(problems.map(\.field) == ["customFields.tech", "customFields.up_sms"])
    for language in Language.allCases {
      let text = ProblemTexts.combined(problems, in: language, codes: Self.codes)
      #expect(text.contains(DeliveryField.technology.label(in: language)), "\(text)")
      #expect(!text.contains("customFields"), "\(text)")
    }
    let typed = Self.read(["up_track_number": .text("нема")])
    guard case .park(let wrong) = Scene.decide(.order(typed), policy: Self.policy) else {
      Issue.record("the typed number was not refused")
      return
    }
    #expect(wrong.map(\.field) == ["customFields.up_track_number"])
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var entry: LedgerEntry
    var fields: [String: FieldValue] = [:]
    /// What is written; nil = the card is left alone.
    var written: [String: FieldValue]?
  }

  private static let problem = Problem(.postcodeMissing, field: "delivery.address.index")
  private static let wrong = ProblemTexts.combined([problem], in: .uk)
  private static let office = TrackingEvent(
    code: 21700, date: Scene.now, index: "01001", office: "Київ 1", name: "Прибуття")
  private static let created: FieldValue = .text("ТТН створено, 24.11.2026")

  static let rows: [Row] = [
    Row(testDescription: "never touched", entry: Scene.entry(), written: nil),
    Row(
      testDescription: "never touched, but it bears a text of ours: a lost answer", entry: Scene.entry(),
      fields: ["up_error": .text("Помилка")], written: ["up_error": .text("")]),
    Row(
      testDescription: "a TTN", entry: Scene.entry(.live(Scene.shipment())),
      written: ["up_track_number": .text(Scene.barcode.text), "up_status": created, "up_cost": .number(45)]),
    Row(
      testDescription: "a TTN that is shown, the CRM keeping numbers as text",
      entry: Scene.entry(.live(Scene.shipment())),
      fields: [
        "up_track_number": .text(Scene.barcode.text), "up_status": created, "up_cost": .text("45.00"),
      ], written: [:]),
    Row(
      testDescription: "at an office", entry: Scene.entry(.live(Scene.shipment(.atOffice, event: office))),
      fields: [
        "up_track_number": .text(Scene.barcode.text), "up_status": created, "up_cost": .number(45),
      ], written: ["up_status": .text("Чекає у відділенні, 24.11.2026, Київ 1, 01001")]),
    Row(
      testDescription: "a problem", entry: Scene.entry { $0.problems = [problem] },
      written: ["up_error": .text(wrong)]),
    Row(
      testDescription: "mended", entry: Scene.entry { $0.shownDigest = "x" },
      fields: ["up_error": .text(wrong)], written: ["up_error": .text("")]),
    Row(
      testDescription: "a notice",
      entry: Scene.entry(.live(Scene.shipment())) { $0.notices = [Notice(.returned)] },
      fields: [
        "up_track_number": .text(Scene.barcode.text), "up_status": created, "up_cost": .number(45),
      ], written: ["up_notice": .text(Notice(.returned).text(in: .uk))]),
    Row(
      testDescription: "withdrawn",
      entry: Scene.entry(.none, generation: 1) {
        $0.retiredBarcodes = [Scene.barcode]
        $0.shownDigest = "x"
      },
      fields: [
        "up_track_number": .text(Scene.barcode.text), "up_status": created, "up_cost": .number(45),
      ],
      written: ["up_track_number": .text(""), "up_status": .text("ТТН видалено"), "up_cost": .text("")]),
    Row(
      testDescription: "withdrawn, another number typed",
      entry: Scene.entry(.none, generation: 1) {
        $0.retiredBarcodes = [Scene.barcode]
        $0.shownDigest = "x"
      },
      fields: ["up_track_number": .text(Scene.otherBarcode.text), "up_status": .text("ТТН видалено")],
      written: [:]),
  ]

  @Test(arguments: rows) func whatIsWritten(_ row: Row) throws {
    let order = Self.order(row.fields).projected(for: Self.policy)
    guard var showing = Showing(order, entry: row.entry, policy: Self.policy) else {
      #expect(row.written == nil)
      return
    }
    showing.stateDay = row.entry.shipment == nil ? nil : "2026-11-24"
    let edit = showing.edit(order)
    #expect(edit.customFields == row.written)
    #expect(edit.deliveryID == nil && edit.trackNumber == nil)
    #expect(!showing.needsTracking(order, entry: row.entry))
    // Written, it is shown, and nothing more is to do.
    var after = order
    after.customFields.merge(edit.customFields) { $1 }
    #expect(showing.edit(after).isEmpty && showing.isShown(by: after, withStatus: true))
    #expect(showing.isShown(by: order, withStatus: true) == edit.isEmpty)
  }

  /// A numeric field that was cleared, or that nobody touched, may read back as 0.
  @Test func aClearedNumberMayReadAsZero() throws {
    let entry = Scene.entry(.none, generation: 1) {
      $0.retiredBarcodes = [Scene.barcode]
      $0.shownDigest = "x"
    }
    for (held, isCleared) in [(FieldValue.number(0), false), (.number(45), true)] {
      let order = Self.order(["up_cost": held]).projected(for: Self.policy)
      let showing = try #require(Showing(order, entry: entry, policy: Self.policy))
      #expect((showing.edit(order).customFields["up_cost"] == .text("")) == isCleared)
    }
  }

  /// What a manager could type into a field is what the card calls the value.
  @Test func aChoiceMayBeTypedAsTheCardCallsIt() {
    let codes = (technology: "tech", payer: "up_payer")
    for (technology, payer) in [
      ("Відділення – адреса", "Одержувач"), ("отделение – адрес", "получатель"), ("W2D", "Receiver"),
      ("Office to door", "Recipient"),
    ] {
      let order = Self.read([codes.technology: .text(technology), codes.payer: .text(payer)])
      guard case .plan(let plan) = Planning.make(order, cabinet: Self.policy.cabinets[0]) else {
        Issue.record("\(technology) is refused")
        continue
      }
      #expect(plan.technology == .w2d && plan.isPaidByRecipient)
    }
    let untouched = Self.read([codes.technology: .number(0), codes.payer: .flag(false)])
    #expect(Planning.make(untouched, cabinet: Self.policy.cabinets[0]).problems.isEmpty)
  }

  @Test func whatTheCRMLacksIsNotWanted() throws {
    let order = Self.order([:]).projected(for: Self.policy)
    let entry = Scene.entry(.live(Scene.shipment()))
    var showing = try #require(Showing(order, entry: entry, policy: Self.policy))
    showing.lackedFields = ["up_status", "up_cost"]
    #expect(showing.edit(order).customFields == ["up_track_number": .text(Scene.barcode.text)])
  }

  /// A text that the CRM cut is not written for ever; one that is merely shorter is.
  @Test func aTextThatWasCutCountsAsShown() throws {
    let problems = (0..<8).map {
      Problem(.carrierRefused, details: "UPE\($0): " + String(repeating: "я", count: 40))
    }
    let entry = Scene.entry { $0.problems = problems }
    let whole = ProblemTexts.combined(problems, in: .uk)
    for (count, isShown) in [(255, true), (100, false)] {
      let order = Self.order(["up_error": .text(String(whole.prefix(count)))]).projected(for: Self.policy)
      let showing = try #require(Showing(order, entry: entry, policy: Self.policy))
      #expect(showing.edit(order).isEmpty == isShown, "\(count)")
    }
  }

  @Test func aTextTooLongForItsFieldHasABeginning() {
    #expect(FieldValue.text(String(repeating: "я", count: 250)).beginning == nil)
    #expect(FieldValue.number(1).beginning == nil)
    let long = FieldValue.text(String(repeating: "я", count: 249) + "👩‍👩‍👧‍👦👩‍👩‍👧‍👦")
    #expect(long.beginning == .text(String(repeating: "я", count: 249)))
    #expect((long.beginning as FieldValue?).shows(long))
  }

  /// What the CRM makes of a text is left there, as long as both stay the same.
  @Test func whatIsHeldOtherwiseIsLeftAlone() throws {
    let entry = Scene.entry { $0.problems = [Self.problem] }
    let held = FieldValue.text("escaped")
    let order = Self.order(["up_error": held]).projected(for: Self.policy)
    var showing = try #require(Showing(order, entry: entry, policy: Self.policy))
    #expect(showing.edit(order).customFields == ["up_error": .text(Self.wrong)])
    showing.heldOtherwise = ["up_error": HeldValue(.text(Self.wrong), held: held)]
    #expect(showing.edit(order).isEmpty && showing.isShown(by: order, withStatus: true))
    var other = order
    other.customFields["up_error"] = .text("by hand")
    #expect(!showing.edit(other).isEmpty)
    showing.heldOtherwise = ["up_error": HeldValue(.text("another error"), held: held)]
    #expect(!showing.edit(order).isEmpty)
  }

  /// An error of an order without a TTN must not stay when the order goes elsewhere.
  @Test func textsOfAnOrderWithoutATTNAreClearedToo() throws {
    let fields: [String: FieldValue] = ["up_error": .text(Self.wrong), "up_cost": .number(1)]
    let entry = Scene.entry { $0.shownDigest = "x" }
    let native = Scene.order {
      $0.delivery.typeCode = Scene.second.deliveryType
      $0.customFields = fields
    }
    #expect(
      try #require(Showing(native, entry: entry, policy: Self.policy)).edit(native).customFields
        == ["up_error": .text("")])
    let foreign = Self.order(fields) { $0.delivery.typeCode = "courier" }
    let edit = try #require(Showing(foreign, entry: entry, policy: Self.policy)).edit(foreign)
    #expect(edit.customFields["up_error"] == .text(""))
    var cleared = foreign
    for (code, value) in edit.customFields { cleared.customFields[code] = value.text.map { .text($0) } }
    #expect(Showing(cleared, entry: entry, policy: Self.policy) == nil)
    // Nor does a status that speaks of a TTN that is gone.
    let withdrawn = Scene.entry(.none, generation: 1) { $0.retiredBarcodes = [Scene.barcode] }
    let left = Self.order(["up_status": .text("ТТН видалено")]) { $0.delivery.typeCode = "courier" }
    #expect(
      try #require(Showing(left, entry: withdrawn, policy: Self.policy)).edit(left).customFields
        == ["up_status": .text("")])
  }

  /// The texts of a plain cabinet do not stay behind when the order goes to another one.
  @Test func whatAnEarlierCabinetLeftIsCleared() throws {
    let fields: [String: FieldValue] = [
      "up_track_number": .text(Scene.barcode.text), "up_status": .text("У дорозі"), "up_cost": .number(45),
    ]
    let cleared: [String: FieldValue] = [
      "up_track_number": .text(""), "up_status": .text(""), "up_cost": .text(""),
    ]
    let entry = Scene.entry(.none, generation: 1) {
      $0.retiredBarcodes = [Scene.barcode]
      $0.shownDigest = "x"
    }
    let native = Scene.order {
      $0.delivery.typeCode = Scene.second.deliveryType
      $0.delivery.data.externalID = "crm-1234-1"
      $0.customFields = fields
    }
    #expect(
      try #require(Showing(native, entry: entry, policy: Self.policy)).edit(native).customFields == cleared)
    let foreign = Self.order(fields) { $0.delivery.typeCode = "courier" }
    let showing = try #require(Showing(foreign, entry: entry, policy: Self.policy))
    #expect(showing.edit(foreign).customFields["up_track_number"] == .text(""))
    #expect(showing.orderStatus == nil)
    let strange = Self.order(["up_track_number": .text(Scene.otherBarcode.text)]) {
      $0.delivery.typeCode = "courier"
    }
    #expect(Showing(strange, entry: entry, policy: Self.policy) == nil)
  }
}

extension Wanted {
  fileprivate var isShipment: Bool {
    if case .shipment = self { return true }
    return false
  }
}
