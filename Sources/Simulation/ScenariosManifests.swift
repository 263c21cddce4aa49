// Scenarios of the manifest of the day and of merged labels (behaviour.md section 8). The operator asks several times, as
// people do when something went wrong: each answer says what is, and nothing is done twice.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

extension Scenario {
  static let manifests: [Scenario] = [
    manifest("manifest-of-the-day-and-a-new-group-after-it"),
    manifest("manifest-answer-lost", .first(1, Endpoint.closeGroup, .dropAfterEffect)),
    manifest("manifest-close-never-arrived", .first(2, Endpoint.closeGroup, .dropBefore)),
    manifest("manifest-form-not-served-at-first", .first(2, Endpoint.form, .serverError())),

    Scenario("changed-after-the-manifest", minutes: 30) { life in
      life.order(at: 30, judgedByScenario: true)
      life.whenMade(0) { life in
        for seconds: Int64 in [60, 160, 500] { life.after(seconds) { $0.closeManifest() } }
      }
      life.when("the manifest is closed", { $0.world.post.audit.groups.contains { $0.closed } }) { life in
        life.setWeight(0, 1500)
        life.when("the change is told", { $0.card(0)?.errorText?.contains("вага") == true }) { life in
          life.lock(0)
          life.when("it is told that it stays", { $0.card(0)?.errorText?.contains("103а") == true })
        }
      }
    } expect: { life in
      life.must(life.live(0).count == 1, "a parcel on form 103a was withdrawn")
      life.must(life.live(0).first?.weight == 900, "a parcel on form 103a was changed")
      life.must(life.calls(Endpoint.delete) == 0, "a parcel on form 103a was to be deleted")
      life.must(life.calls(Endpoint.change) == 0, "a parcel on form 103a was to be changed")
    },

    Scenario("manifest-while-a-create-is-in-doubt", minutes: 24) { life in
      life.order(at: 30)
      life.whenMade(0) { life in
        life.faults(
          FaultPlan.Rule(endpoint: Endpoint.create, .dropAfterEffect, .calls(from: 1, count: 1)),
          FaultPlan.Rule(
            endpoint: Endpoint.create, .lateGroup(milliseconds: 60_000), .calls(from: 1, count: 1)))
        life.order(at: 200)
        life.when("a second shipment was made", { !$0.made(1).isEmpty }) { life in
          life.closeManifest()
          for seconds: Int64 in [300, 600] { life.after(seconds) { $0.closeManifest() } }
          life.whenMade(1)
        }
      }
    } expect: { life in
      life.mustHaveOne(0)
      life.mustHaveOne(1)
      life.mustBeManifested([0])
      if life.isUndisturbed {
        life.must(
          life.manifests.first?.problem?.hasPrefix("creates-in-doubt") == true,
          "closed over a create in doubt")
        life.must(life.manifests.first?.isClosed == false, "said to be closed")
        life.mustBeManifested([0, 1])
      }
    },

    // The evening's manifest, an order after it, and the next day's manifest of the day before.
    Scenario("manifest-of-yesterday-with-two-groups", minutes: 50, startsLateSeconds: 16 * 3600 - 1200) {
      life in
      life.order(at: 30)
      life.whenMade(0)
      for seconds: Int64 in [300, 420, 540] { life.at(seconds) { $0.closeManifest() } }
      life.order(at: 660)
      life.at(661) { $0.whenMade(1) }
      for seconds: Int64 in [2000, 2200, 2400] { life.at(seconds) { $0.closeManifest(day: "2026-11-23") } }
    } expect: { life in
      for order in 0...1 { life.mustHaveOne(order) }
      guard life.isUndisturbed else { return }
      life.mustBeManifested([0, 1])
      let groups = life.world.post.audit.groups.filter { $0.name.contains(" 2026-11-23 ") }
      let used = groups.filter { !$0.shipmentBarcodes.isEmpty }
      life.must(
        used.count == 2 && used.allSatisfy(\.closed), "not two closed groups: \(groups.map(\.closed))")
    },

    Scenario("labels-of-a-day-merged", minutes: 24) { life in
      life.order(at: 30)
      life.order(at: 31)
      life.order(at: 32, cabinet: 1)
      for order in 0...2 { life.whenMade(order) }
      for seconds: Int64 in [600, 900] { life.at(seconds) { $0.mergeLabels() } }
    } expect: { life in
      for order in 0...2 { life.mustHaveOne(order) }
      guard let labels = life.merged.last else { return life.must(false, "no merged labels") }
      let barcodes = (0...2).compactMap { life.live($0).first?.barcode }
      life.must(
        Set(labels.barcodes.map(\.text)) == Set(barcodes), "merged \(labels.barcodes), not \(barcodes)")
      life.must(labels.parts.count == 2, "\(labels.parts.count) PDFs for two cabinets")
      life.must(labels.missing.isEmpty, "missing: \(labels.missing)")
      for part in labels.parts {
        let text = String(decoding: life.world.spool[part.file] ?? [], as: UTF8.self)
        life.must(part.barcodes.allSatisfy { text.contains($0.text) }, "\(part.file) lacks a label")
      }
    },
  ]

  /// Two orders before the manifest, one after it.
  private static func manifest(_ name: String, _ faults: FaultPlan.Rule...) -> Scenario {
    Scenario(name, minutes: 30) { life in
      for rule in faults { life.faults(rule) }
      life.order(at: 30)
      life.order(at: 31)
      life.whenMade(0)
      life.whenMade(1)
      for seconds: Int64 in stride(from: 400, through: 900, by: 100) {
        life.at(seconds) { $0.closeManifest() }
      }
      life.order(at: 1000)
      life.at(1001) { $0.whenMade(2) }
    } expect: { life in
      for order in 0...2 { life.mustHaveOne(order) }
      life.mustBeManifested([0, 1])
      let groups = life.world.post.audit.groups.filter { $0.name.contains(" company ") }
      if life.isUndisturbed {
        life.must(groups.count == 2, "\(groups.count) groups, not the closed one and a new one")
      }
      life.must(Set(groups.map(\.name)).count == 1, "the new group has another name")
      // An order that a crash delayed beyond the first manifest is in the second.
      let closed = groups.map(\.closed)
      life.must(
        closed.last == false && closed.dropLast().allSatisfy { $0 } && closed.count > 1, "closed: \(closed)")
      life.must(groups.last?.shipmentBarcodes.count == 1, "the later order is not in the new group")
      let closing = life.calls(Endpoint.closeGroup)
      if life.isUndisturbed, faults.isEmpty { life.must(closing == 1, "\(closing) calls to close one group") }
    }
  }
}

extension Life {
  func closeManifest(cabinet: Int = 0, day: String? = nil) {
    guard let engine else { return }
    let id = SimulatedShop.cabinetIDs[cabinet]
    ask { [weak self] in
      let reports = try await engine.closeManifest(cabinet: id, day: day)
      guard let self, isAlive(engine) else { return }
      manifests += reports
      world.trace?("manifest: \(reports)")
    }
  }

  func mergeLabels() {
    guard let engine else { return }
    let day = "2026-11-23"
    ask { [weak self] in
      let labels = try await engine.mergedLabels(day: day, cabinet: nil)
      if let self, isAlive(engine) { merged.append(labels) }
    }
  }

  /// What an operator asks the daemon, on its own thread. An answer that a crash cut short is no answer.
  private func ask(_ question: @escaping () async throws -> Void) {
    let errand = Question(ask: question, trace: world.trace)
    Task(executorPreference: executor) { await errand.run() }
  }

  /// The orders' shipments are in closed groups, and the form that lists them is in the spool.
  func mustBeManifested(_ orders: [Int]) {
    let closed = world.post.audit.groups.filter(\.closed)
    for order in orders {
      guard let barcode = live(order).first?.barcode else { continue }
      guard let group = closed.first(where: { $0.shipmentBarcodes.contains(barcode) }) else {
        must(false, "the shipment of order \(order) is in no closed group")
        continue
      }
      let form = world.spool.first { $0.key.hasPrefix("manifests/") && $0.key.contains(group.uuid) }?.value
      must(String(decoding: form ?? [], as: UTF8.self).contains(barcode), "order \(order) is not in the form")
      let entry = ledgerEntry(order)
      must(entry?.shipment?.manifestedAt != nil, "the ledger does not know that order \(order) is manifested")
    }
    guard let last = manifests.last(where: { $0.isClosed && $0.file != nil }) else {
      return must(false, "no manifest was reported")
    }
    must(last.shipments > 0 && last.deliveryPrice ?? .zero > .zero, "a manifest without totals: \(last)")
  }
}

/// Unchecked: everything of a life runs on the thread that drives it.
private struct Question: @unchecked Sendable {
  let ask: () async throws -> Void
  let trace: ((String) -> Void)?

  func run() async {
    do {
      try await ask()
    } catch {
      trace?("no answer: \(error)")
    }
  }
}
