// Plays the manager's day: forty orders live their stories at the same time beside one real daemon. Every step waits for
// what the CRM or the post shows, with a bound, and writes into the record what the card must have been shown.
import Rehearsal
import Sandbox

struct DayCourse: Sendable {
  let scene: Scene
  let book = DayBook()

  /// How long one step of a story may take.
  private static let longestStep = Duration.seconds(40)
  /// A write that comes right after another is dated a second later.
  static let shift: SandboxTime = 2_000

  var stage: Stage { scene.stage }

  func run(_ stories: [DayStory]) async throws -> [DayRecord] {
    let records = try stories.map(enter)
    return try await withThrowingTaskGroup(of: DayRecord.self) { group in
      for record in records { group.addTask { try await tell(record) } }
      var told: [DayRecord] = []
      for try await record in group { told.append(record) }
      return told.sorted { $0.id < $1.id }
    }
  }

  private func enter(_ story: DayStory) throws -> DayRecord {
    var draft = story.order.draft
    var typed: String?
    if let maker = story.order.typedFrom, let party = stage.shop.cabinet(maker)?.party {
      let ttn = try DayCounter(stage: stage, party: party).make(story.order.parcel)
      typed = ttn
      if DayShop.cabinet(draft.deliveryType) == DayShop.plain {
        draft.customFields[DayPlain.trackNumber] = .string(ttn)
      } else {
        draft.data.trackNumber = ttn
      }
    }
    let id = try stage.create(draft)
    book.note(id, of: story.name)
    try book.change([id], on: stage, "is entered") { _, _ in }
    return DayRecord(id: id, story: story, ttn: typed, deliveryType: draft.deliveryType)
  }

  private func tell(_ entered: DayRecord) async throws -> DayRecord {
    var record = entered
    for (position, step) in record.story.steps.enumerated() {
      do {
        try await play(step, &record)
      } catch let ranOut as PatienceRanOut where !ranOut.isWhole {
        // The other stories go on.
        record.failure = "step \(position + 1): \(ranOut)\n\(state(record))"
        return record
      }
    }
    return record
  }

  private func play(_ step: DayStory.Step, _ record: inout DayRecord) async throws {
    switch step {
    case .made(let cabinet): try await made(in: cabinet, &record)
    case .leftAlone: try await leftAlone(record)
    case .quoted(let price):
      try await wait(for: "the price", record) { try stage.card(record.id).netCostKopiykas == price }
    case .told(let text): try await told(text, &record)
    case .withdrawn(let comment): try await withdrawn(comment, &record)
    case .proven:
      let verbs = Operator(scene: scene)
      let id = record.id
      try await wait(for: "the proof that the card shows it", record) {
        let journal = try await verbs.json("explain", "\(id)")["journal"]?.elements ?? []
        return journal.contains { $0["event"]?.text == "shown" }
      }
    case .adopted: try await adopted(&record)
    case .manager(let what, let gesture): try change(&record, what, gesture)
    case .clearing(let what, let gesture):
      try change(&record, what, gesture)
      record.lines = []
      record.isCleared = true
    case .combined(let survivor): try await combine(&record, into: survivor)
    case .absorbs:
      try await wait(for: "the other order", record) { book.frames(of: record.id).count > 1 }
    case .travels(let events): for event in events { try await travel(event, &record) }
    case .late(let event): try late(event, &record)
    }
  }

  // MARK: parcels made and withdrawn

  private func made(in cabinet: String, _ record: inout DayRecord) async throws {
    let begun = stage.server.now
    let (id, isPlain) = (record.id, record.isPlain)
    try await wait(for: "a shipment of \(cabinet) with its number and label in the CRM", record) {
      let live = stage.shipments.live(id)
      guard live.count == 1, let shipment = live.first, shipment.counterparty == cabinet else { return false }
      let card = try stage.card(id)
      let number = isPlain ? card.customFields[DayPlain.trackNumber]?.text : card.trackNumber
      return number == shipment.barcode && card.files.contains { $0.contains(shipment.barcode) }
    }
    guard let shipment = stage.shipments.live(id).first else {
      throw RehearsalFailure("the shipment is gone")
    }
    if record.isCleared, record.generation > 0 {
      // The withdrawal may show for a moment in between.
      record.lines.append(DayLine(code: "withdrawn", at: span(from: begun), isOptional: true))
    }
    record.isCleared = false
    record.ttn = shipment.barcode
    record.generation += 1
    record.error = ""
    record.labelled.append(shipment.barcode)
    become("created", at: shipment.createdAt, comment: nil, span(from: shipment.createdAt), &record)
  }

  private func adopted(_ record: inout DayRecord) async throws {
    let begun = stage.server.now
    try await wait(for: "the TTN that was typed to be shown", record) {
      let card = try stage.card(record.id)
      return record.isPlain
        ? card.customFields[DayPlain.status]?.text != nil : card.deliveryStatus == "created"
    }
    record.generation += 1
    // One of our own contract has its label too.
    if let ttn = record.ttn, record.story.order.typedFrom == record.cabinet { record.labelled.append(ttn) }
    become("created", at: begun, comment: nil, span(from: begun), &record)
  }

  private func withdrawn(_ comment: String?, _ record: inout DayRecord) async throws {
    let begun = book.frames(of: record.id).last?.at ?? stage.server.now
    let (id, isNative, isPlain, isDeleted) = (record.id, record.isNative, record.isPlain, record.isDeleted)
    try await wait(for: "the withdrawal", record) {
      guard stage.shipments.live(id).isEmpty else { return false }
      let card = try stage.card(id)
      if isDeleted { return true }
      if isNative { return card.deliveryStatus == "withdrawn" && (card.trackNumber ?? "").isEmpty }
      let number = card.customFields[DayPlain.trackNumber]?.text ?? ""
      return number.isEmpty && (!isPlain || card.customFields[DayPlain.status]?.text == "ТТН видалено")
    }
    if !isDeleted { record.ttn = nil }
    guard !isDeleted else { return }
    become("withdrawn", at: begun, comment: comment, span(from: begun), &record)
  }

  private func leftAlone(_ record: DayRecord) async throws {
    let (history, reads) = (stage.historyReads, stage.calls(to: "GET orders"))
    try await wait(for: "the daemon to have read the order", record) {
      stage.historyReads >= history + 4 && stage.calls(to: "GET orders") > reads
    }
  }

  // MARK: people

  private func told(_ text: String, _ record: inout DayRecord) async throws {
    let begun = book.frames(of: record.id).last?.at ?? 0
    let wanted = text.replacing("{ttn}", with: record.ttn ?? "")
    try await wait(for: "the manager to be told", record) {
      let card = try stage.card(record.id)
      return (record.isPlain ? card.customFields[DayPlain.error]?.text : card.errorText) == wanted
    }
    record.error = wanted
    record.lines.append(DayLine(code: "error", at: span(from: begun), comment: wanted))
  }

  private func change(_ record: inout DayRecord, _ what: String, _ gesture: DayStory.Gesture) throws {
    let id = record.id
    try book.change([id], on: stage, what) { gesture($0, id, $1) }
    let card = try stage.card(id)
    record.deliveryType = card.deliveryType
    record.isDeleted = card.deleted
  }

  private func combine(_ record: inout DayRecord, into story: String) async throws {
    let id = record.id
    try await wait(for: "the other order's parcel", record) {
      guard let survivor = book.id(of: story) else { return false }
      return try !stage.card(survivor).files.isEmpty
    }
    guard let survivor = book.id(of: story) else { throw RehearsalFailure("no story “\(story)”") }
    try book.change([id, survivor], on: stage, "combines two orders") { crm, now in
      _ = crm.combine(id, into: survivor, now: now)
    }
    record.isDeleted = true
  }

  // MARK: the post

  private func travel(_ event: DayEvent, _ record: inout DayRecord) async throws {
    guard let ttn = record.ttn else { throw RehearsalFailure("order \(record.id) has no parcel to move") }
    let shown = try stage.card(record.id).deliveryStatusAt ?? ""
    // Times have whole seconds, here and there; two events of one second have no order.
    let earliest = max(record.newestEvent, record.parcel?.at ?? 0) / 1_000 + event.pause
    try await wait(for: "another second", record) {
      let now = stage.server.now
      return now / 1_000 >= earliest && DayClock.wall(now) > shown
    }
    let at = try stage.post { post, now in
      try post.event(
        barcode: ttn, code: event.code, reason: event.reason, office: event.office.index, at: now)
      if let grams = event.grams { try post.reweigh(barcode: ttn, grams: grams) }
      return now
    }
    record.newestEvent = at
    guard let state = event.state else { return }
    become(state, at: at, comment: event.comment, .at(DayClock.wall(at)), &record)
    if !record.error.isEmpty {
      // What is wrong stays in front.
      record.lines.append(DayLine(code: "error", at: span(from: at, to: at + 60_000), comment: record.error))
    }
    if let status = event.moves { record.moves.append(status) }
    let expected = record
    try await wait(for: "“\(event.words)” on the card", record) {
      let card = try stage.card(expected.id)
      let isMoved = event.moves.map { $0 == card.status } ?? true
      if expected.isPlain {
        return isMoved && card.customFields[DayPlain.status]?.text == expected.plainStatus
      }
      return isMoved && card.tracking.contains { $0.code == state && $0.at == DayClock.wall(at) }
    }
  }

  private func late(_ event: DayEvent, _ record: inout DayRecord) throws {
    guard let ttn = record.ttn else { throw RehearsalFailure("order \(record.id) has no parcel to move") }
    let at = record.newestEvent - 1_000
    try stage.post { post, _ in
      try post.event(
        barcode: ttn, code: event.code, reason: event.reason, office: event.office.index, at: at)
    }
    record.lines.append(
      DayLine(code: event.state ?? "", at: .at(DayClock.wall(at)), comment: event.comment))
  }

  // MARK: waiting

  private func become(
    _ state: String, at: SandboxTime, comment: String?, _ moment: DayMoment, _ record: inout DayRecord
  ) {
    record.parcel = (state, at, comment)
    record.lines.append(DayLine(code: state, at: moment, comment: comment))
  }

  private func span(from first: SandboxTime, to last: SandboxTime? = nil) -> DayMoment {
    .between(DayClock.wall(first), DayClock.wall((last ?? stage.server.now) + Self.shift))
  }

  private func wait(for what: String, _ record: DayRecord, _ isSo: () async throws -> Bool) async throws {
    try await scene.patience.wait(for: what, atMost: Self.longestStep) {
      if let end = await scene.crew.unexpectedEnd {
        throw RehearsalFailure("the daemon ended by itself: \(end)")
      }
      return try await isSo()
    }
  }

  private func state(_ record: DayRecord) -> String {
    guard let card = try? stage.card(record.id) else { return "no card" }
    return "\(card)\n\(stage.shipments.all(record.id))"
  }
}
