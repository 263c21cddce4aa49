// The course of the demonstration: sandbox, daemon, twenty orders living their stories at the same time, one
// kill -9. Everything waits for what the simulated services or the folder show, each with a deadline.
import Rehearsal
import Sandbox

struct DemoCourse: Sendable {
  let stage: Stage
  let program: String
  let patience: Patience
  let narrator: Narrator
  let crew: DaemonCrew

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

  /// All orders, as their stories have left them, and the barcode that was being made when the daemon was
  /// killed.
  func run() async throws -> (orders: [DemoOrder], cutOff: String?) {
    var orders = try DemoStory.all.filter(\.isOld).map(enter)
    narrator.say(
      "sandbox at http://127.0.0.1:\(stage.port)/, three contracts, one order that is there already")
    let first = try await crew.start()
    narrator.say("daemon started (process \(first))")
    try await patience.wait(for: "the daemon's first look at the CRM's history", atMost: .seconds(20)) {
      stage.historyReads >= Stage.historyReadsOfFirstStart
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
    return (orders, cutOff)
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
    }
    let barcode = stage.shipments.live(order.id).first?.barcode ?? ""
    narrator.say("\(order.number)  TTN \(barcode) (\(cabinet)), label printed: \(order.story.title)")
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
    }
    let mapped = Shop.orderStatuses.first { $0.state == leg.status }?.status
    try await wait(for: "delivery status \(leg.status)", of: order) {
      let card = try stage.card(order.id)
      return card.deliveryStatus == leg.status && (mapped == nil || card.status == mapped)
    }
    narrator.say("\(order.number)  \(leg.status), seen by the CRM")
  }

  private func wait(for what: String, of order: DemoOrder, _ isSo: () async throws -> Bool) async throws {
    try await patience.wait(for: "\(what) (order \(order.number))", atMost: Self.longestBeat, isSo)
  }
}
