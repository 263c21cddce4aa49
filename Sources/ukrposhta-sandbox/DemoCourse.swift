// The course of the demonstration: the CRM is linked, twenty-one orders live their stories at the same time, one kill -9,
// and in the evening labels and forms. Everything waits for what the simulated services or the folder show, each with a deadline.
import Rehearsal
import Sandbox

struct DemoCourse: Sendable {
  let stage: Stage
  let program: String
  let patience: Patience
  let narrator: Narrator
  let crew: DaemonCrew
  let notebook = DemoNotebook()

  /// How long one beat of a story may take.
  private static let longestBeat = Duration.seconds(40)
  private static let createEndpoint = "POST shipment-groups/{g}/shipments"

  init(stage: Stage, program: String, patience: Patience) {
    self.stage = stage
    self.program = program
    self.patience = patience
    narrator = Narrator(patience: patience)
    crew = DaemonCrew(folder: stage.folder, program: program)
  }

  /// All orders, as their stories have left them, the barcode that was being made when the daemon was killed, and what
  /// was found on the way.
  func run() async throws -> (orders: [DemoOrder], cutOff: String?, checks: [Check]) {
    narrator.say("sandbox at http://127.0.0.1:\(stage.port)/, three contracts, the third without a module")
    let desk = DemoOperator(stage: stage, program: program, narrator: narrator)
    var checks = [try await desk.link()]
    var orders = try DemoStory.all.filter(\.isOld).map(enter)
    narrator.say("one order is entered before the daemon's first start")
    let first = try await crew.start()
    narrator.say("daemon started (process \(first))")
    try await patience.wait(for: "the daemon's first look at the CRM's history", atMost: .seconds(20)) {
      stage.isFollowed
    }
    stage.play(DemoFaults.plan)
    orders += try DemoStory.all.filter { !$0.isOld }.map(enter)
    narrator.say("\(orders.count - 1) orders entered in the CRM; from now on the services fail now and then")
    let live = orders.filter { !$0.story.isOld }
    let cutOff = try await withThrowingTaskGroup(of: String?.self) { group in
      group.addTask { try await killDuringCreate() }
      for order in live {
        group.addTask {
          try await tell(order)
          return nil
        }
      }
      var cutOff: String?
      for try await barcode in group where barcode != nil { cutOff = barcode }
      return cutOff
    }
    try await lookAgain()
    checks.append(try await desk.merge())
    checks.append(try await desk.manifest())
    let shipments = stage.shipments
    if let order = orders.first(where: { shipments.all($0.id).contains { $0.barcode == cutOff } }) {
      checks.append(try await desk.explain(order))
    }
    return (orders, cutOff, checks)
  }

  private func enter(_ story: DemoStory) throws -> DemoOrder {
    let id = try stage.create(story.draft)
    return DemoOrder(id: id, number: try stage.card(id).number, story: story)
  }

  /// `kill -9` while the answer to a create is under way: the post has the shipment, the daemon does not
  /// know.
  private func killDuringCreate() async throws -> String? {
    try await patience.wait(for: "a create to be sent", atMost: Self.longestBeat) {
      stage.calls(to: Self.createEndpoint) >= DemoFaults.killedCreate
    }
    try await crew.kill()
    let made = stage.post { post, _ in post.audit.shipments.last?.barcode }
    narrator.say("kill -9 right after a create was sent: the post made \(made ?? "nothing"), nobody was told")
    narrator.say("daemon started again (process \(try await crew.start()))")
    return made
  }

  /// A shipment made twice would perhaps show only now: waits until the daemon has compared its groups once
  /// more.
  private func lookAgain() async throws {
    let before = stage.calls(to: "GET shipment-groups/{g}/shipments")
    narrator.say("every story told; waiting until the daemon has compared its groups at the post once more")
    try await patience.wait(for: "the sweep", atMost: .seconds(20)) {
      stage.calls(to: "GET shipment-groups/{g}/shipments") >= before + 4
    }
  }

  // MARK: one order

  private func tell(_ order: DemoOrder) async throws {
    for (position, beat) in order.story.beats.enumerated() {
      do {
        try await play(beat, of: order)
      } catch let ranOut as PatienceRanOut where !ranOut.isWhole {
        // The other stories go on; the checks in the end say what is wrong with this one.
        narrator.say("\(order.number)  gave up (\(order.story.title), part \(position + 1)): \(ranOut)")
        return
      }
    }
  }

  private func play(_ beat: DemoStory.Beat, of order: DemoOrder) async throws {
    switch beat {
    case .made(let cabinet): try await made(order, in: cabinet)
    case .leftAlone:
      let (history, orders) = (stage.historyReads, stage.calls(to: "GET orders"))
      try await wait(for: "the daemon to have read the order", of: order) {
        stage.historyReads >= history + 4 && stage.calls(to: "GET orders") > orders
      }
      let made = stage.shipments.all(order.id).count
      narrator.say("\(order.number)  \(made == 0 ? "left alone" : "\(made) made") (\(order.story.title))")
    case .refused:
      try await wait(for: "the manager to be told", of: order) {
        try !(stage.card(order.id).errorText ?? "").isEmpty
      }
      narrator.say("\(order.number)  the manager reads: \(try stage.card(order.id).errorText ?? "")")
    case .quoted: try await quoted(order)
    case .changed(let town): try await changed(order, to: town)
    case .told:
      try await wait(for: "a notice", of: order) { try stage.card(order.id).notice != nil }
      narrator.say("\(order.number)  the manager is told: \(try stage.card(order.id).notice ?? "")")
    case .withdrawn:
      try await wait(for: "the withdrawal", of: order) {
        guard stage.shipments.live(order.id).isEmpty else { return false }
        let card = try stage.card(order.id)
        // On another carrier's delivery type the daemon has no business any more.
        return card.deliveryType == Shop.foreignDelivery
          || (card.deliveryStatus == "withdrawn" && (card.trackNumber ?? "").isEmpty)
      }
      narrator.say("\(order.number)  shipment deleted at the post")
    case .manager(let what, let gesture):
      try stage.crm { gesture($0, order.id, $1) }
      narrator.say("\(order.number)  the manager \(what)")
    case .travels(let legs):
      for leg in legs { try await travel(leg, order) }
    }
  }

  private func made(_ order: DemoOrder, in cabinet: String) async throws {
    try await wait(for: "a shipment with its label and its number in the CRM", of: order) {
      let live = stage.shipments.live(order.id)
      guard live.count == 1, let shipment = live.first, shipment.counterparty == cabinet else { return false }
      return try stage.card(order.id).trackNumber == shipment.barcode
        && stage.folder.labelFiles()[shipment.barcode] != nil
        && (isAttached(shipment.barcode, to: order) || cabinet != Shop.company)
        && (stage.folder.prints()[shipment.barcode] ?? 0) + stage.folder.logLines(with: "print in doubt") > 0
    }
    let barcode = stage.shipments.live(order.id).first?.barcode ?? ""
    narrator.say("\(order.number)  TTN \(barcode) (\(cabinet)), label printed: \(order.story.title)")
  }

  private func isAttached(_ barcode: String, to order: DemoOrder) throws -> Bool {
    try stage.crm { crm, _ in crm.attachments(of: order.id) }.contains { bytes in
      String(decoding: bytes, as: UTF8.self).contains(barcode)
    }
  }

  private func quoted(_ order: DemoOrder) async throws {
    try await wait(for: "the price", of: order) { try stage.card(order.id).netCostKopiykas > 0 }
    let price = try stage.card(order.id).netCostKopiykas
    await notebook.note(quote: price, of: order.id)
    narrator.say("\(order.number)  still locked, its delivery would cost \(DemoOperator.hryvnias(price)) UAH")
  }

  private func changed(_ order: DemoOrder, to town: DemoDraft.Town) async throws {
    let postcode = town.address.index
    try await wait(for: "the shipment to be changed and its label to be printed anew", of: order) {
      guard let shipment = stage.shipments.live(order.id).first else { return false }
      return shipment.recipientPostcode == postcode && stage.folder.prints()[shipment.barcode] == 2
    }
    let barcode = stage.shipments.live(order.id).first?.barcode ?? ""
    narrator.say("\(order.number)  TTN \(barcode) goes to \(postcode ?? "") now, its new label is printed")
  }

  private func travel(_ leg: DemoStory.Leg, _ order: DemoOrder) async throws {
    guard let barcode = stage.shipments.live(order.id).first?.barcode else {
      throw RehearsalFailure("order \(order.number) has no parcel to move")
    }
    // The post's times have whole seconds, and two events of one second have no order.
    try await wait(for: "the next second", of: order) {
      stage.post { post, now in
        (post.lastEventAt(barcode: barcode) ?? 0) / 1000 < now / 1000
      }
    }
    try stage.post { post, now in
      try post.event(barcode: barcode, code: leg.code, reason: leg.reason, at: now)
      if let grams = leg.weighed { try post.reweigh(barcode: barcode, grams: grams) }
    }
    let mapped = Shop.orderStatuses.first { $0.state == leg.status }?.status
    try await wait(for: "delivery status \(leg.status)", of: order) {
      let card = try stage.card(order.id)
      return card.deliveryStatus == leg.status && (mapped == nil || card.status == mapped)
    }
    let scales = leg.weighed.map { " (\($0) g on the office's scales)" } ?? ""
    narrator.say("\(order.number)  \(leg.status)\(scales), seen by the CRM")
  }

  private func wait(for what: String, of order: DemoOrder, _ isSo: () async throws -> Bool) async throws {
    try await patience.wait(for: "\(what) (order \(order.number))", atMost: Self.longestBeat, isSo)
  }
}
