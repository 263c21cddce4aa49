// The errands beside a parcel's life: what is due in which state of the label, and what each outcome makes of it. The
// entry's own retries, problems and phase must never be touched by any of it.

import ShippingCore
import Testing

enum ErrandScene {
  static let now = Scene.now
  static let file = FileID(7)

  /// Attaches and prints.
  static let policy = Scene.policy { policy in
    policy.cabinets[0].attachesLabel = true
    policy.cabinets[0].printsLabel = true
  }

  static func entry(_ change: (inout Shipment) -> Void = { _ in }) -> LedgerEntry {
    Scene.entry(.live(Scene.shipment { change(&$0) })) {
      $0.attempts = 3
      $0.retryAt = now + .seconds(200)
      $0.site = "shop"
    }
  }

  static func decide(_ entry: LedgerEntry, policy: Policy = policy, at moment: Moment = Scene.moment())
    -> Decision
  {
    Scene.decide(.order(Scene.order()), entry, policy: policy, at: moment)
  }

  static func errand(_ entry: LedgerEntry) -> Errand? {
    if case .errand(let errand)? = decide(entry).step { return errand }
    return nil
  }

  static func advanced(_ entry: LedgerEntry, _ errand: Errand, _ outcome: Outcome<StepValue>) -> LedgerEntry {
    Scene.advanced(entry, .errand(errand), outcome, policy: policy)
  }

  /// The errand with its intent on disk.
  static func begun(_ entry: LedgerEntry) -> (Errand, LedgerEntry)? {
    guard let errand = errand(entry), let next = intending(.errand(errand), entry: entry) else { return nil }
    return (errand, next)
  }

  static let attached = LabelFile(number: 1, fileID: file, isAttached: true)
}

@Suite struct KeepingFilesTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var attachment: LabelFile?
    var print: PrintMark?
    var state = DeliveryState.created
    var label: String? = "label.pdf"
    var word: String
    var after: Int64?
  }

  private static let failed = Retry(attempts: 2, at: Scene.now + .seconds(90))
  private static let due = Retry(attempts: 2, at: Scene.now)
  /// Set before the clock went back by weeks.
  private static let absurd = Retry(attempts: 2, at: Scene.now + .seconds(20 * 86_400))
  private static let all = ErrandScene.attached

  static let rows: [Row] = [
    Row(testDescription: "nothing was done yet", word: "upload-label"),
    Row(
      testDescription: "an upload begun this moment", attachment: LabelFile(number: 1, begunAt: Scene.now),
      word: "wait watch", after: 30),
    Row(
      testDescription: "an upload begun before a crash",
      attachment: LabelFile(number: 1, begunAt: Scene.now - .seconds(31)), word: "find-upload"),
    Row(
      testDescription: "an upload that is looked for in vain",
      attachment: LabelFile(number: 1, begunAt: Scene.now - .seconds(31), retry: failed), word: "wait watch",
      after: 90),
    Row(
      testDescription: "uploaded", attachment: LabelFile(number: 1, fileID: ErrandScene.file),
      word: "attach-label"),
    Row(
      testDescription: "uploaded, attaching failed",
      attachment: LabelFile(number: 1, fileID: ErrandScene.file, retry: failed), word: "wait watch",
      after: 90),
    Row(
      testDescription: "its retry is due",
      attachment: LabelFile(number: 1, fileID: ErrandScene.file, retry: due), word: "attach-label"),
    Row(
      testDescription: "its retry is absurdly far ahead",
      attachment: LabelFile(number: 1, fileID: ErrandScene.file, retry: absurd), word: "attach-label"),
    Row(testDescription: "attached", attachment: all, word: "settle"),
    Row(
      testDescription: "an older label is attached",
      attachment: LabelFile(number: 0, fileID: ErrandScene.file, isAttached: true), word: "upload-label"),
    Row(testDescription: "no label yet", attachment: nil, label: nil, word: "fetch-label"),
    Row(testDescription: "delivered", state: .delivered, word: "settle"),
    Row(testDescription: "to be printed", print: PrintMark(number: 1), word: "print-label"),
    Row(
      testDescription: "the command failed", attachment: all,
      print: PrintMark(number: 1, retry: failed), word: "wait watch", after: 90),
    Row(
      testDescription: "the command failed, the file is still to be attached",
      print: PrintMark(number: 1, retry: failed), word: "upload-label"),
    Row(
      testDescription: "a print cut short", attachment: all,
      print: PrintMark(number: 1, state: .begun, begunAt: Scene.now), word: "admit-print"),
    Row(
      testDescription: "printed", attachment: all, print: PrintMark(number: 1, state: .printed),
      word: "settle"),
    Row(
      testDescription: "in doubt for good", attachment: all, print: PrintMark(number: 1, state: .doubtful),
      word: "settle"),
    Row(
      testDescription: "given up by an older version", attachment: all,
      print: PrintMark(number: 1, state: .failed), word: "print-label"),
    Row(
      testDescription: "an older label was to be printed", attachment: all, print: PrintMark(number: 0),
      word: "settle"),
    Row(
      testDescription: "the post has the parcel already", attachment: all, print: PrintMark(number: 1),
      state: .accepted, word: "settle"),
  ]

  @Test(arguments: rows) func whatIsDue(_ row: Row) {
    let entry = ErrandScene.entry { shipment in
      shipment.attachment = row.attachment
      shipment.print = row.print
      shipment.label = row.label
      shipment.tracking.state = row.state
    }
    let decision = ErrandScene.decide(entry)
    #expect(decision.word == row.word)
    #expect(decision.waitsUntil == row.after.map { Scene.now + .seconds($0) })
  }

  @Test func nothingIsDoneThatTheShopDoesNotWant() {
    let entry = ErrandScene.entry { $0.print = PrintMark(number: 1) }
    #expect(ErrandScene.decide(entry, policy: Scene.policy()).word == "settle")
  }

  /// A secret that is refused stops what asks the post, not what asks the CRM or the printer.
  @Test func aParkedCabinetStopsOnlyTheLabel() {
    var readiness = Scene.ready
    readiness.parkedUntil = Scene.now + .seconds(400)
    let parked = Scene.moment(main: readiness)
    let unlabelled = ErrandScene.entry { $0.label = nil }
    #expect(
      ErrandScene.decide(unlabelled, at: parked) == .wait(until: Scene.now + .seconds(400), reason: .watch))
    #expect(ErrandScene.decide(ErrandScene.entry(), at: parked).word == "upload-label")
  }

  @Test func aWithdrawalDoesNotWaitForAnErrand() {
    var entry = ErrandScene.entry { $0.label = nil }
    let failure = Scene.failure(.transient)
    guard let step = ErrandScene.decide(entry).step else { return #expect(Bool(false), "no label wanted") }
    entry.retryAt = nil
    entry = Scene.advanced(entry, step, .refused(failure), policy: ErrandScene.policy)
    #expect(entry.retryAt == nil)
    let locked = OrderView.order(Scene.order { $0.delivery.data.isLocked = true })
    #expect(Scene.decide(locked, entry, policy: ErrandScene.policy).word == "read-lifecycle")
  }
}

@Suite struct AttachmentTests {
  private func uploading() throws -> (Errand, LedgerEntry) {
    try #require(ErrandScene.begun(ErrandScene.entry()))
  }

  @Test func anIntentIsOnDiskBeforeTheUpload() throws {
    let (errand, entry) = try uploading()
    #expect(entry.shipment?.attachment == LabelFile(number: 1, begunAt: Scene.now))
    let done = ErrandScene.advanced(entry, errand, .done(.errand(.uploaded(ErrandScene.file))))
    #expect(done.shipment?.attachment == LabelFile(number: 1, fileID: ErrandScene.file))
    #expect(
      ErrandScene.errand(done)
        == .attachLabel(
          try #require(done.shipment), file: ErrandScene.file, site: Scene.order().site))
  }

  @Test func anUnclearUploadIsLookedForAndNeverRepeatedBlindly() throws {
    let (errand, entry) = try uploading()
    let unclear = ErrandScene.advanced(entry, errand, .unknown(Scene.failure(.ambiguous)))
    #expect(ErrandScene.decide(unclear).waitsUntil == Scene.now + .seconds(30))
    let later = Scene.moment { $0.now = Scene.now + .seconds(30) }
    #expect(ErrandScene.decide(unclear, at: later).word == "find-upload")
    let search = Errand.findUpload(try #require(unclear.shipment))
    let found = ErrandScene.advanced(
      unclear, search, .done(.errand(.file(ErrandScene.file, isAttached: false))))
    #expect(ErrandScene.decide(found).word == "attach-label")
    let there = ErrandScene.advanced(
      unclear, search, .done(.errand(.file(ErrandScene.file, isAttached: true))))
    #expect(there.shipment?.attachment == ErrandScene.attached)
    let lost = ErrandScene.advanced(unclear, search, .done(.errand(.file(nil, isAttached: false))))
    #expect(ErrandScene.decide(lost).word == "upload-label")
    let unread = ErrandScene.advanced(unclear, search, .refused(Scene.failure(.transient)))
    #expect(ErrandScene.decide(unread, at: later).word != "upload-label")
  }

  @Test func aRefusalIsLeftAloneForADay() throws {
    let (errand, entry) = try uploading()
    let refused = ErrandScene.advanced(entry, errand, .refused(Scene.failure(.terminal)))
    #expect(refused.shipment?.attachment?.isRefused == true)
    #expect(ErrandScene.decide(refused).waitsUntil == Scene.now + .seconds(86_400))
    let account = ErrandScene.advanced(entry, errand, .refused(Scene.failure(.terminal, scope: .account)))
    #expect(ErrandScene.decide(account).waitsUntil == Scene.now + .seconds(3600))
    let unsent = ErrandScene.advanced(entry, errand, .unsent(Scene.failure(.transient)))
    #expect(unsent.shipment?.attachment?.begunAt == nil)
    #expect(ErrandScene.decide(unsent).waitsUntil == Scene.now + .seconds(2))
    for next in [refused, account, unsent] {
      #expect(next.problems.isEmpty && next.attempts == 3 && next.retryAt == entry.retryAt)
    }
  }

  @Test func aFileThatSomebodyDeletedIsUploadedAgain() {
    let entry = ErrandScene.entry { $0.attachment = LabelFile(number: 1, fileID: ErrandScene.file) }
    let errand = ErrandScene.errand(entry)
    let gone = Failure(.terminal, code: "not-found", message: "")
    let next = errand.map { ErrandScene.advanced(entry, $0, .refused(gone)) }
    #expect(next?.shipment?.attachment?.fileID == nil)
    let tomorrow = Scene.moment { $0.now = Scene.now + .seconds(86_400) }
    #expect(next.map { ErrandScene.decide($0, at: tomorrow).word } == "upload-label")
  }

  @Test func aRenewedLabelIsAttachedUnderAnotherName() {
    var entry = ErrandScene.entry { shipment in
      shipment.attachment = ErrandScene.attached
      shipment.print = PrintMark(number: 1, state: .printed)
      shipment.label = nil
    }
    let step = Step.fetchLabel(Scene.shipment())
    entry = Scene.advanced(entry, step, .done(.label("label.pdf")), policy: ErrandScene.policy)
    #expect(entry.shipment?.labelNumber == 2)
    #expect(entry.shipment?.labelFileName == "ТТН \(Scene.barcode) (2).pdf")
    #expect(entry.shipment?.print == PrintMark(number: 2))
    #expect(ErrandScene.decide(entry).word == "print-label")
    entry.changeShipment(Scene.shipment().uuid) { $0.print?.state = .printed }
    #expect(ErrandScene.decide(entry).word == "upload-label")
  }

  /// The spool was emptied: the same label comes again, and is neither printed nor attached twice.
  @Test func aLostFileIsFetchedAgainAsTheSameLabel() throws {
    let entry = ErrandScene.entry { $0.print = PrintMark(number: 1, state: .printed) }
    let (errand, begun) = try #require(ErrandScene.begun(entry))
    let lost = ErrandScene.advanced(begun, errand, .done(.errand(.labelMissing)))
    #expect(ErrandScene.decide(lost).word == "fetch-label")
    let again = Scene.advanced(
      lost, .fetchLabel(Scene.shipment()), .done(.label("label.pdf")), policy: ErrandScene.policy)
    #expect(again.shipment?.labelNumber == 1)
    #expect(again.shipment?.print?.state == .printed)
    #expect(ErrandScene.decide(again).word == "upload-label")
  }

  @Test func whatAForgetfulLedgerRecognisesIsLookedForFirst() {
    var entry = adopting(
      Scene.receipt(key: Scene.key()), key: Scene.key(), cabinet: Scene.main.id,
      deliveryType: Scene.main.deliveryType, group: Scene.group, entry: Scene.entry(), now: Scene.now)
    entry = Scene.advanced(
      entry, .fetchLabel(Scene.shipment()), .done(.label("label.pdf")), policy: Scene.policy())
    #expect(entry.shipment?.labelNumber == 1)
    let later = Scene.moment { $0.now = Scene.now + .seconds(60) }
    #expect(ErrandScene.decide(entry, at: later).word == "find-upload")
  }
}

@Suite struct PrintTests {
  private func printing() throws -> (Errand, LedgerEntry) {
    let entry = ErrandScene.entry { shipment in
      shipment.attachment = ErrandScene.attached
      shipment.print = PrintMark(number: 1)
    }
    return try #require(ErrandScene.begun(entry))
  }

  @Test func aPrintIsBegunOnDiskAndThenDone() throws {
    let (errand, begun) = try printing()
    #expect(begun.shipment?.print?.state == .begun)
    let done = ErrandScene.advanced(begun, errand, .done(.errand(.printed)))
    #expect(done.shipment?.print?.state == .printed)
    #expect(done.shipment?.printedAt == Scene.now)
    #expect(ErrandScene.decide(done).word == "settle")
  }

  @Test func aPrintWithoutAnEndIsAdmittedAndNotRepeated() throws {
    let (errand, begun) = try printing()
    let admission = try #require(ErrandScene.errand(begun))
    #expect(admission.name == "admit-print")
    let unclear = ErrandScene.advanced(begun, errand, .unknown(Scene.failure(.ambiguous)))
    for next in [ErrandScene.advanced(begun, admission, .done(.errand(.admitted))), unclear] {
      #expect(next.shipment?.print?.state == .doubtful)
      #expect(next.shipment?.printedAt != nil, "a label that may be on paper counts as printed")
      #expect(ErrandScene.decide(next).word == "settle")
    }
  }

  /// A command that complains printed nothing: it is tried until the parcel is handed over.
  @Test func aFailingCommandIsTriedForAsLongAsTheParcelWaits() throws {
    var (errand, entry) = try printing()
    var pauses: [Int64] = []
    for number in 1...20 {
      let now = entry.shipment?.print?.retry?.at ?? Scene.now
      entry = Scene.advanced(
        entry, .errand(errand), .refused(Scene.failure(.transient)), policy: ErrandScene.policy, now: now)
      let retry = try #require(entry.shipment?.print?.retry)
      pauses.append(retry.at.since(now).components.seconds)
      #expect(
        entry.marks.contains(.labelNotPrinted) == (number >= Errand.printPatience), "after \(number) tries")
      let moment = Scene.moment { $0.now = retry.at }
      guard case .errand(let next)? = ErrandScene.decide(entry, at: moment).step else { break }
      errand = next
      entry = intending(.errand(next), entry: entry) ?? entry
    }
    #expect(pauses.prefix(7) == [30, 60, 120, 240, 480, 600, 600] && pauses.count == 20)
    #expect(entry.shipment?.printedAt == nil)
    #expect(entry.problems.isEmpty && entry.attempts == 3)
    let handedOver = ErrandScene.entry { shipment in
      shipment.attachment = ErrandScene.attached
      shipment.print = PrintMark(number: 1)
      shipment.tracking.state = .accepted
    }
    #expect(ErrandScene.decide(handedOver).word == "settle")
  }

  @Test func theOperatorHasALabelInDoubtPrinted() throws {
    let (errand, begun) = try printing()
    var unclear = ErrandScene.advanced(begun, errand, .unknown(Scene.failure(.ambiguous)))
    #expect(unclear.marks == [.labelNotPrinted])
    unclear.retryErrands()
    #expect(ErrandScene.decide(unclear).word == "print-label")
    #expect(unclear.shipment?.printedAt != nil, "the first may be on paper all the same")
    var printed = ErrandScene.advanced(begun, errand, .done(.errand(.printed)))
    printed.retryErrands()
    #expect(ErrandScene.decide(printed).word == "settle", "what is known to be printed is not printed again")
  }

  /// Between the print and its commit the order is cancelled, and the daemon dies.
  @Test func aPrintThatWasBegunLocksTheParcel() throws {
    let (_, begun) = try printing()
    let policy = Scene.policy { policy in
      policy.cabinets[0].printsLabel = true
      policy.cabinets[0].printLock = .label
    }
    let cancelled = OrderView.order(Scene.order { $0.status = "cancel-other" })
    #expect(Scene.decide(cancelled, begun, policy: policy).word == "park printed-already")
  }

  @Test func whatWasFoundIsNotPrintedAgain() {
    func found(_ entry: LedgerEntry) -> LedgerEntry {
      let adopted = adopting(
        Scene.receipt(key: Scene.key()), key: Scene.key(), cabinet: Scene.main.id,
        deliveryType: Scene.main.deliveryType, prints: true, group: Scene.group, entry: entry, now: Scene.now)
      return Scene.advanced(
        adopted, .fetchLabel(Scene.shipment()), .done(.label("label.pdf")), policy: ErrandScene.policy)
    }
    let forgotten = found(Scene.entry())
    #expect(forgotten.shipment?.print?.state == .doubtful)
    #expect(forgotten.marks == [.labelNotPrinted], "the operator has to look")
    // An attempt that this ledger gave up as lost never had a label.
    let lost = found(
      Scene.entry(.none, generation: 1) { $0.draft = LedgerEntry.Draft(key: Scene.key(1, 2), digest: "") })
    #expect(lost.shipment?.print == PrintMark(number: 1))
  }

  @Test func onlyALabelThatCameWhilePrintingWasOnIsPrinted() {
    let unlabelled = ErrandScene.entry { $0.label = nil }
    let step = Step.fetchLabel(Scene.shipment())
    let off = Scene.advanced(unlabelled, step, .done(.label("l.pdf")), policy: Scene.policy())
    #expect(off.shipment?.print == nil)
    let on = Scene.advanced(unlabelled, step, .done(.label("l.pdf")), policy: ErrandScene.policy)
    #expect(on.shipment?.print == PrintMark(number: 1))
  }

  @Test func aPrintThatIsPutOffIsNoFailure() {
    var entry = ErrandScene.entry { $0.print = PrintMark(number: 1) }
    entry.changeShipment(Scene.shipment().uuid) { $0.putOffPrint(until: Scene.now + .seconds(5)) }
    #expect(entry.shipment?.print?.retry == Retry(attempts: 0, at: Scene.now + .seconds(5)))
  }
}
