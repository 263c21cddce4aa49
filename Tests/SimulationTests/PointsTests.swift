// What a shop was promised (behaviour.md sections 1 to 8), sentence by sentence, and the scenario that would fail without
// it. A point that no life can show, because it is settled before the daemon starts or by the operator alone, names the
// test that shows it. `Suite.test` stands under Tests/; everything else is a scenario.
import Foundation
import Testing

@testable import Simulation

@Suite struct PointsTests {
  struct Point: Sendable, CustomTestStringConvertible {
    var section: String
    var says: String
    var proofs: [String]

    init(_ section: String, _ says: String, _ proofs: String...) {
      self.section = section
      self.says = says
      self.proofs = proofs
    }

    var testDescription: String { "\(section) \(says)" }
  }

  static let cabinets: [Point] = [
    Point("1", "three kinds of contract side by side", "three-kinds-of-contract-collect-on-delivery"),
    Point("1", "codes, phones, IBAN are checked", "CabinetTests.rule", "CabinetTests.individual"),
    Point("1", "defaults with an override", "CardTests.whatDefaultsSwitchOnACabinetSwitchesOff"),
    Point("1", "sender made once, and anew", "sender-made-anew-when-the-configuration-changes"),
    Point("1", "a wrong secret parks its cabinet only", "wrong-ecom-bearer-parks-one-cabinet-only"),
    Point("1", "no tracking bearer degrades tracking", "no-tracking-bearer"),
    Point("1", "sites: ours, hidden, none", "key-loses-its-site-for-five-minutes", "problem-site-unknown"),
    Point("1", "rate limits", "rate-limited-503-and-429"),
    Point("1", "secrets only from credentials or files", "CredentialTests.shapesOfASource"),
  ]

  static let linking: [Point] = [
    Point("2", "native mode", "nothing-goes-wrong"),
    Point("2", "plain mode", "plain-mode-whole-life", "plain-mode-locked-and-unlocked"),
    Point(
      "2", "plain mode, fields missing", "plain-mode-fields-that-do-not-exist", "plain-mode-fields-refused"),
    Point("2", "register", "ModuleWishTests.settingsFollowTheConfiguration"),
    Point(
      "2", "register leaves alone what is another's",
      "RegistrationOfOthersTests.aModuleOfAnotherProgramIsLeftAlone",
      "PlainRegistrationTests.aFieldThatIsThereStaysAsItIs"),
    Point("2", "link by externalId", "nothing-goes-wrong"),
    Point("2", "else by trackNumber", "write-back-by-track-number"),
    Point(
      "2", "else by custom field", "write-back-by-custom-field", "write-back-to-fields-made-later",
      "PlainRegistrationTests.aNativeCabinetThatIsNotLinkedGetsItsFields"),
    Point("2", "the way is remembered, and doubted", "write-back-way-stops-working"),
    Point("2", "success proves nothing", "tracking-call-ignored-by-crm", "write-back-answer-lost"),
    Point(
      "2", "delivery.data replaced loses nothing", "crm-replaces-what-managers-entered",
      "crm-merges-what-managers-entered", "crm-replaces-delivery-data",
      "notice-loses-nothing-that-managers-entered", "crm-replaces-data-and-keeps-no-link",
      "datum-that-the-crm-will-not-have-back", "locked-while-other-cards-are-written"),
    Point(
      "2", "tracking calls refused: another way", "tracking-refused-key-may-not-write-deliveries",
      "tracking-refused-module-is-not-there", "tracking-refused-module-is-switched-off",
      "module-lacks-the-notice", "module-lacks-a-status", "link-refused-by-the-crm"),
    Point(
      "2", "one order's refusal costs no field", "order-that-the-crm-will-not-edit",
      "error-longer-than-its-field", "crm-escapes-what-is-written"),
  ]

  static let when: [Point] = [
    Point("3", "foreign, locked, cancelled, complete: none", "orders-that-ask-for-nothing"),
    Point("3", "create-in-statuses", "made-in-listed-statuses-only"),
    Point("3", "first start takes only what is new", "first-start-leaves-older-orders-alone"),
    Point("3", "a first start that takes long loses nothing", "first-start-while-the-crm-is-down"),
    Point("3", "what is served later brings no older orders", "site-served-later-brings-no-older-orders"),
    Point("3", "create-in-statuses does not hold up a new TTN", "made-anew-in-a-status-that-is-not-listed"),
    Point("3", "a withdrawal that was not sent is called off", "withdrawal-called-off"),
    Point("3", "a returned parcel is sent again", "returned-parcel-sent-again"),
    Point("3", "a typed TTN is taken out again", "typed-ttn-taken-out-again"),
    Point("3", "a TTN typed over ours is not taken, and told", "another-ttn-typed-over-our-own"),
    Point("3", "backfill", "backfill-lists-then-takes-older-orders", "backfill-while-orders-are-made"),
    Point(
      "3", "a typed TTN is adopted", "typed-ttn-adopted", "typed-ttn-of-the-personal-cabinet",
      "plain-mode-typed-ttn-adopted", "typed-ttn-of-a-parcel-on-its-way",
      "typed-ttn-of-another-account-on-its-way"),
    Point("3", "a typed TTN is theirs to delete", "problem-typed-ttn-stays"),
    Point(
      "3", "waiting for a manager", "new-orders-wait-for-a-manager", "plain-mode-untouched-flags-are-false",
      "plain-mode-cleared-flags-are-left-out", "plain-mode-new-orders-come-with-the-flag"),
    Point("3", "lock withdraws, unlock makes anew", "locked-after-ttn-then-unlocked"),
    Point(
      "3", "cancel group", "cancelled-before-hand-over-and-taken-up-again",
      "cancelled-while-create-in-doubt"),
    Point("3", "deleted", "order-deleted", "deleted-before-its-card-was-written"),
    Point("3", "many deleted at once", "thirty-orders-deleted-at-once"),
    Point("3", "a CRM that shows nothing deleted nothing", "crm-shows-no-order-for-an-hour"),
    Point("3", "combined", "combined-into-another-order"),
    Point("3", "foreign delivery type", "changed-to-a-foreign-delivery-type-and-back"),
    Point(
      "3", "«Отменить доставку»", "delivery-cancelled-in-crm",
      "delivery-cancelled-in-crm-then-locked-and-unlocked"),
    Point(
      "3", "too late is told", "cancelled-after-hand-over", "handed-over-just-before-the-cancel-is-seen",
      "delivery-cancelled-in-crm-after-hand-over", "problem-too-late-to-withdraw",
      "parcel-not-stopped-is-told"),
    Point("3", "an unclear DELETE is read again", "delete-answer-lost", "delete-carried-out-20-seconds-late"),
    Point("3", "moved between cabinets", "moved-between-cabinets", "plain-mode-moved-to-a-native-cabinet"),
    Point(
      "3", "changed after the TTN: updated", "address-changed-after-ttn", "phone-changed-after-ttn",
      "weight-changed-after-ttn", "collected-amount-changed-after-ttn", "cash-on-delivery-paid-after-ttn"),
    Point("3", "changed after the TTN: told", "changed-after-ttn-with-on-change-warn"),
    Point("3", "after hand-over always told", "changed-after-hand-over"),
    Point("3", "after the manifest nothing is changed", "changed-after-the-manifest"),
    Point(
      "3", "after printing nothing is changed", "printed-label-is-neither-changed-nor-withdrawn",
      "cancelled-right-at-the-print"),
  ]

  static let what: [Point] = [
    Point("4", "fields of the order", "everything-a-manager-chose-is-sent"),
    Point("4", "technologies", "four-technologies"),
    Point(
      "4", "companies and entrepreneurs", "company-known-by-its-id-alone", "company-cannot-be-read",
      "key-may-not-read-companies", "company-of-a-made-parcel-cannot-be-read"),
    Point(
      "4", "sender address of the order", "drop-off-office-of-order-store-or-sender",
      "courier-fetches-from-the-store-of-the-order", "address-of-a-store-refused"),
    Point("4", "the whole address for a courier", "courier-gets-the-whole-address"),
    Point(
      "4", "several parcels", "several-packages-are-one-shipment", "one-package-more-needs-a-new-ttn",
      "package-without-a-weight-is-the-rest-of-the-order"),
    Point("4", "declared value", "nothing-declared-without-cash-on-delivery"),
    Point("4", "COD, and where the money goes", "three-kinds-of-contract-collect-on-delivery"),
    Point("4", "the unpaid amount, no more", "part-paid-and-the-rest-collected", "problem-cod-more-than-due"),
    Point(
      "4", "never on a paid order", "discount-that-does-not-divide-is-not-owed",
      "order-without-its-sums-is-added-up-exactly", "quote-in-the-price-of-a-paid-order-collects-nothing",
      "post-price-put-into-a-paid-order-collects-nothing", "paid-by-card-after-ttn-and-collected-too"),
    Point("4", "description template", "PlanningMappingTests.theTemplateIsFilledOnce"),
    Point("4", "no defaults for the recipient", "CabinetTests.recipientHasNoDefaults"),
  ]

  static let refused: [Point] = [
    Point("5", "every problem shown, mended, sent", "MendingTests.isShownAndMended"),
    Point("5", "all problems at once", "ReconcileTests.problemsOfTheOrderAllComeAtOnce"),
    Point("5", "mended elsewhere", "company-mended-on-its-own-card", "mended-by-the-configuration"),
    Point(
      "5", "Ukrposhta's own errors", "create-refused-then-mended", "change-refused-by-the-post-then-mended"),
    Point("5", "plain mode names its field", "plain-mode-error-names-the-custom-field"),
    Point(
      "5", "an error goes with its order", "error-shown-and-the-order-then-given-up",
      "plain-mode-error-then-another-carrier"),
  ]

  static let writtenBack: [Point] = [
    Point("6", "all events in date order", "event-history-in-date-order", "events-while-an-error-is-shown"),
    Point(
      "6", "label attached once", "label-attached-to-the-order", "label-upload-answer-lost",
      "label-attach-answer-lost", "two-uploads-lost-at-once"),
    Point(
      "6", "mapped status", "return-as-41000-reason-10",
      "delivered-while-the-post-answers-404-for-all-unknown", "withdrawn-has-its-status-once",
      "mapped-status-refused-then-allowed"),
    Point(
      "6", "never over a person's status", "completed-by-a-person-then-returned",
      "cancelled-by-a-person-then-delivered"),
    Point("6", "never a status the CRM lacks", "mapped-status-the-crm-lacks"),
    Point("6", "only a difference", "write-back-never-arrives-at-first", "plain-mode-whole-life"),
    Point("6", "unknown codes change nothing", "unknown-event-code-changes-nothing"),
    Point("6", "every order of events", "EventOrderTests"),
  ]

  static let tracked: [Point] = [
    Point("7", "pace", "TrackingPaceTests"),
    Point("7", "not found is not handed over", "nothing-goes-wrong"),
    Point("7", "404 UPE02000 is an answer", "delivered-while-the-post-answers-404-for-all-unknown"),
    Point(
      "7", "not handed over", "not-handed-over-notice-comes-and-goes", "notice-shown-in-the-card-and-gone",
      "handed-over-before-a-long-stop"),
    Point("7", "one parcel holds up no other", "lifecycle-of-one-parcel-refused"),
    Point("7", "storage runs out", "storage-ends-notice-comes-and-goes"),
    Point("7", "returned", "returned-notice-until-the-order-is-closed"),
    Point("7", "payout late", "payout-late-then-paid", "payout-not-answered-claims-nothing"),
    Point("7", "price changed", "price-changed-at-the-office"),
  ]

  static let printed: [Point] = [
    Point("8", "spool, whole labels only", "label-answer-half", "label-not-served-for-a-while"),
    Point("8", "sizes", "label-in-the-size-of-its-cabinet"),
    Point(
      "8", "printed once", "label-printed-once", "print-command-killed-in-the-middle",
      "parcels-made-since-the-backup-are-not-thrown-back"),
    Point(
      "8", "no label is lost for good", "printer-off-for-the-night",
      "printer-that-hangs-takes-few-labels-with-it", "slow-printer-holds-up-nobody-else"),
    Point(
      "8", "void labels leave the spool", "withdrawn-label-leaves-the-spool",
      "changed-label-leaves-the-folder-of-its-day"),
    Point("8", "merged", "labels-of-a-day-merged"),
    Point(
      "8", "the day's group", "midnight-rollover-of-the-group", "group-closed-by-hand",
      "closed-group-that-lists-do-not-tell", "group-closed-by-hand-that-lists-do-not-tell"),
    Point(
      "8", "manifest", "manifest-of-the-day-and-a-new-group-after-it", "manifest-answer-lost",
      "manifest-while-a-create-is-in-doubt", "manifest-of-yesterday-with-two-groups",
      "manifest-settles-a-doubt-while-the-crm-is-down"),
    Point(
      "8", "manifest: what is on the form", "manifest-while-a-shipment-lists-late",
      "shipment-taken-out-of-its-group-by-hand", "orphan-that-cannot-be-deleted-keeps-the-manifest-open"),
    Point("8", "quotes", "quote-of-a-locked-order", "quote-again-when-the-data-change", "quote-off"),
    Point(
      "8", "quotes: where to", "quote-written-where-the-shop-wants-it", "quote-edited-by-a-person-stays",
      "quote-does-not-touch-what-was-typed-before-it"),
    Point(
      "8", "quotes: again when", "quote-rests-on-what-the-price-rests-on",
      "quote-refused-is-asked-again-after-a-reload"),
  ]

  static let all = cabinets + linking + when + what + refused + writtenBack + tracked + printed

  @Test(arguments: all) func everyPointHasItsProof(_ point: Point) throws {
    #expect(!point.proofs.isEmpty)
    for proof in point.proofs { #expect(try Self.exists(proof), "\(proof)") }
  }

  @Test func everySectionHasPoints() {
    #expect(Set(Self.all.map(\.section)) == Set((1...8).map(String.init)))
    #expect(Set(Self.all.map(\.testDescription)).count == Self.all.count)
  }

  /// The last column of the README's tables names scenarios too.
  @Test func theReadmeNamesOnlyScenariosThatAre() throws {
    var checked = 0
    for line in try Self.text("README.md").split(separator: "\n") where line.hasPrefix("|") {
      guard let cell = line.split(separator: "|").last else { continue }
      let quoted = cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      // Only where the cell is nothing but proofs.
      let rest = cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map(\.element).joined()
      guard !quoted.isEmpty, rest.allSatisfy({ $0 == " " || $0 == "," }),
        quoted.contains(where: { $0.split(separator: "-").count > 2 || $0.contains("Tests.") })
      else { continue }
      for name in quoted { #expect(try Self.exists(name), "\(name)") }
      checked += quoted.count
    }
    #expect(checked > 60)
  }

  // MARK: what there is

  private static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static let sources: [String] = {
    let files = FileManager.default.subpaths(atPath: root.appending(path: "Tests").path) ?? []
    return files.filter { $0.hasSuffix(".swift") }.sorted().compactMap { try? text("Tests/\($0)") }
  }()

  private static func exists(_ proof: String) throws -> Bool {
    if Scenario.named(proof) != nil { return true }
    let parts = proof.split(separator: ".").map(String.init)
    guard let suite = parts.first, suite.hasSuffix("Tests") else { return false }
    return sources.contains { source in
      source.contains("struct \(suite) ") && parts.dropFirst().allSatisfy { source.contains("func \($0)(") }
    }
  }
}
