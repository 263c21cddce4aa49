// A manager's day on the real binary: forty orders in three cabinets, one of them without a module, with all that people
// and the post do to them. What every card and every parcel must be in the end follows from the order's own story.
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func aManagersDayEndsAsEveryCardDemands() async throws {
    let stories = DayStory.travelling + DayStory.gestures + DayStory.contents
    #expect(stories.count == 40)
    #expect(Set(stories.map(\.name)).count == stories.count)
    try await Scene.play(DayShop.pace, seed: 40, plain: DayShop.plain) { scene in
      let stage = scene.stage
      try DayShop.prepare(stage)
      let registered = try await Finished.run(
        try Built.program(), ["register", "--apply", "--config", stage.folder.configuration],
        in: stage.folder)
      // Everything is pushed; the status that the CRM does not have is left for a person.
      try #require(registered.end == .exited(code: 1), "\(registered.output)")
      #expect(registered.output.contains("! status.no-such-status"))
      try await scene.start()
      let course = DayCourse(scene: scene)
      let records = try await course.run(stories)
      let verdict = DayVerdict(records: records, course: course)
      try await verdict.settle()
      // Nothing is written any more where nothing changes.
      let edits = try verdict.writes()
      let sweeps = stage.calls(to: "GET shipment-groups/{g}/shipments")
      try await scene.wait(for: "two more looks at the groups") {
        stage.calls(to: "GET shipment-groups/{g}/shipments") >= sweeps + 8
      }
      #expect(try verdict.writes() == edits)
      for objection in try verdict.objections() { Issue.record("\(objection)") }
      #expect(stage.folder.logLines(with: "unknown event code") == 1)
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
    }
  }
}

/// The end of the day, judged from the services' own records.
struct DayVerdict {
  let records: [DayRecord]
  let course: DayCourse

  private var stage: Stage { course.stage }

  /// What is on its way to the CRM still arrives; what is wrong stays wrong.
  func settle() async throws {
    do {
      try await course.scene.patience.wait(for: "the last writes", atMost: .seconds(15)) {
        try objections().isEmpty
      }
    } catch let ranOut as PatienceRanOut where !ranOut.isWhole {
      return
    }
  }

  func objections() throws -> [String] {
    let shipments = stage.shipments
    let audit = try stage.crm { crm, _ in crm.audit }
    var objections: [String] = []
    for record in records {
      if let failure = record.failure {
        objections.append("order \(record.id), “\(record.story.name)”: \(failure)")
        continue
      }
      let parcel = try DayParcel(record, stage: stage, shipments: shipments)
      let isKnown = record.story.order.typedFrom.map { $0 == record.cabinet } ?? true
      let card = DayCard(
        record: record, frames: course.book.frames(of: record.id),
        found: DayLeaves.of(try stage.crm { crm, _ in crm.json(record.id) }), snapshot: parcel.card,
        price: isKnown ? parcel.live?.deliveryPrice : nil,
        statusMoves: audit.statusMoves.filter { $0.order == record.id })
      objections += (parcel.objections + card.objections).map {
        "order \(record.id), “\(record.story.name)”: \($0)"
      }
    }
    let typed = Set(records.filter { $0.story.order.typedFrom != nil }.compactMap(\.ttn))
    objections += shipments.strangers.filter { !typed.contains($0.barcode) }.map {
      "shipment \($0.barcode) belongs to no order"
    }
    objections += audit.violations.map { "\($0.violation.rawValue) at \($0.endpoint)" }
    if audit.idleEdits > 0 { objections.append("\(audit.idleEdits) edits changed nothing") }
    for story in ["of a site that is not served"] {
      if let id = course.book.id(of: story), audit.edits[id] != nil {
        objections.append("“\(story)” was edited")
      }
    }
    return objections
  }

  /// Calls that change something in the CRM.
  func writes() throws -> Int {
    try stage.crm { crm, _ in
      crm.audit.calls.filter { $0.key.hasPrefix("POST") }.values.reduce(0, +)
    }
  }
}
