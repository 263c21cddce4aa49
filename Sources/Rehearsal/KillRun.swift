// A load of orders under a daemon that is killed again and again, with lost answers: what the kill-test runs
// at full size and the process tests run small. The end is judged from the services' own records alone.
public import Sandbox

public struct KillRun: Sendable {
  public var kills: Int
  public var orders: Int
  public var seed: UInt64
  /// The whole may take this long.
  public var limit: Duration

  public init(kills: Int, orders: Int, seed: UInt64, limit: Duration) {
    self.kills = kills
    self.orders = orders
    self.seed = seed
    self.limit = limit
  }

  /// Lives between two kills end at a random instant before one of these, in milliseconds: half of them
  /// hardly begin, the others come far enough to have much under way.
  private static let shortLife: UInt64 = 400
  private static let longLife: UInt64 = 2_500

  /// Lost answers where it hurts, and some elsewhere. Every delay is shorter than the in-doubt window of the
  /// pace.
  public static let faults = FaultPlan(rules: [
    FaultPlan.Rule(.latency(minimum: 1, maximum: 40), .probability(0.5)),
    FaultPlan.Rule(service: .post, endpoint: create, .dropAfterEffect, .probability(0.2)),
    FaultPlan.Rule(service: .post, endpoint: create, .dropBefore, .probability(0.05)),
    FaultPlan.Rule(service: .post, endpoint: create, .badGateway(afterEffect: true), .probability(0.05)),
    FaultPlan.Rule(service: .post, endpoint: create, .effectDelayed(milliseconds: 400), .probability(0.05)),
    FaultPlan.Rule(service: .post, endpoint: create, .lateGroup(milliseconds: 600), .probability(0.15)),
    FaultPlan.Rule(.dropAfterEffect, .probability(0.02)), FaultPlan.Rule(.halfBody, .probability(0.02)),
    FaultPlan.Rule(.badGateway(), .probability(0.02)),
  ])
  private static let create = "POST shipment-groups/{g}/shipments"

  public struct Report: Sendable {
    public var kills = 0
    public var orders = 0
    /// Shipments ever made.
    public var shipments = 0
    /// Creates whose answer the daemon never had, found again in their group: lines of the daemon's log.
    public var adopted = 0
    /// Shipments beyond the first of an order.
    public var duplicates: [String] = []
    /// Orders without a live shipment, its label, or its number in the CRM.
    public var lost: [String] = []
    /// Live shipments of no order.
    public var orphans: [String] = []
    public var calls: [String: Int] = [:]
    public var elapsed: Duration = .zero
    /// How the last daemon ended on SIGTERM.
    public var end: DaemonProcess.End?
    /// Files of the folder with a secret in them.
    public var guiltyFiles: [String] = []

    public var isGood: Bool {
      duplicates.isEmpty && lost.isEmpty && orphans.isEmpty && guiltyFiles.isEmpty && end == .exited(code: 0)
    }
  }

  /// `progress` hears of every tenth of the way.
  public func run(
    in folder: RehearsalFolder, daemon program: String, progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> Report {
    let shop = Shop(seed: seed)
    let stage = try await Stage(shop: shop, folder: folder, pace: .killing)
    let crew = DaemonCrew(folder: folder, program: program)
    do {
      let report = try await drive(stage, crew, progress)
      await stage.close()
      return report
    } catch {
      await crew.dismiss()
      await stage.close()
      throw error
    }
  }

  private func drive(
    _ stage: Stage, _ crew: DaemonCrew, _ progress: @Sendable (String) -> Void
  ) async throws -> Report {
    let patience = Patience(limit: limit)
    var generator = SeededGenerator(seed: seed &* 53 &+ 11)
    try await crew.start()
    try await patience.wait(for: "the daemon's first look at the CRM's history", atMost: .seconds(20)) {
      stage.isFollowed
    }
    stage.play(Self.faults)
    var drafts = stage.shop.orders(orders)[...]
    var ids: [Int64] = []
    // Orders come in all the while, so that there is work to interrupt in every life; the first have no
    // orders yet.
    for kill in 0..<kills {
      let due = orders * (kill + 1) / max(1, kills * 9 / 10)
      while ids.count < min(due, orders), let draft = drafts.popFirst() {
        ids.append(try stage.create(draft))
      }
      let longest = generator.chance(0.5) ? Self.shortLife : Self.longLife
      let life = Int64(generator.next() % longest)
      try await ContinuousClock().sleep(for: .milliseconds(life))
      guard patience.elapsed < limit else { break }
      try await crew.kill()
      try await crew.start()
      if (kill + 1) % max(1, kills / 10) == 0 {
        let live = stage.post { post, _ in post.audit.live.count }
        progress("\(kill + 1) kills, \(ids.count) orders, \(live) shipments")
      }
    }
    while let draft = drafts.popFirst() { ids.append(try stage.create(draft)) }
    var report = Report()
    let all = ids
    do {
      try await patience.wait(for: "every order to have its parcel and to show it") {
        try lost(all, stage).isEmpty
      }
      try await settle(stage, patience)
    } catch let ranOut as PatienceRanOut {
      progress("\(ranOut)")
    }
    report.end = try await crew.terminate(within: .seconds(20))
    report.kills = await crew.kills
    report.elapsed = patience.elapsed
    try judge(&report, all, stage)
    return report
  }

  /// A shipment made twice may show only in the next sweep.
  private func settle(_ stage: Stage, _ patience: Patience) async throws {
    let before = stage.post { post, _ in post.audit.calls["GET shipment-groups/{g}/shipments"] ?? 0 }
    let wanted = before + 2 * stage.shop.cabinets.count
    try await patience.wait(for: "the sweep") {
      stage.post { post, _ in post.audit.calls["GET shipment-groups/{g}/shipments"] ?? 0 } >= wanted
    }
  }

  private func lost(_ ids: [Int64], _ stage: Stage) throws -> [String] {
    let shipments = stage.shipments
    let labels = stage.folder.labelFiles()
    return try ids.compactMap { id in
      guard let shipment = shipments.live(id).first else { return "order \(id) has no live shipment" }
      let shown = try stage.card(id).trackNumber ?? ""
      if shown != shipment.barcode { return "order \(id) shows “\(shown)” for \(shipment.barcode)" }
      return labels[shipment.barcode] == nil ? "order \(id) has no label" : nil
    }
  }

  private func judge(_ report: inout Report, _ ids: [Int64], _ stage: Stage) throws {
    let shipments = stage.shipments
    report.orders = ids.count
    report.shipments = stage.post { post, _ in post.audit.shipments.count }
    report.duplicates = ids.compactMap { id in
      let all = shipments.all(id)
      return all.count > 1 ? "order \(id): \(all.count) made, \(all.filter(\.isLive).count) live" : nil
    }
    report.lost = try lost(ids, stage)
    let known = Set(ids)
    report.orphans =
      shipments.strangers.filter(\.isLive).map { "\($0.barcode) belongs to no order" }
      + shipments.byOrder.keys.filter { !known.contains($0) }.sorted().map { "order \($0) does not exist" }
    report.adopted =
      stage.folder.logLines(with: "shipment found") + stage.folder.logLines(with: "shipment recognised")
    report.calls = try stage.calls()
    report.guiltyFiles = stage.folder.filesWithSecrets(of: stage.shop).guilty
  }
}
