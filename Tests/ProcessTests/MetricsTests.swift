// The metrics file of the real daemon: it is there, it says what the sandbox saw, it moves and goes with a reload, and a
// folder that is not there is told once.
import Foundation
import Rehearsal
import Sandbox
import Testing

/// A page as last written; a line is looked up by its whole series.
private struct Page {
  private var values: [Substring: Double] = [:]

  init?(_ path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasSuffix("\n") else {
      return nil
    }
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let blank = line.lastIndex(of: " "), let value = Double(line[line.index(after: blank)...]) else {
        return nil
      }
      values[line[..<blank].dropFirst("ukrposhta_syncd_".count)] = value
    }
  }

  subscript(_ series: String) -> Double { values[series[...]] ?? 0 }

  func sum(_ start: String) -> Double {
    values.filter { $0.key.hasPrefix(start) }.reduce(0) { $0 + $1.value }
  }
}

extension Scene {
  /// The configuration without its section of this name, and with these lines instead.
  func configure(_ section: String, _ lines: String) throws {
    let path = stage.folder.configuration
    var text = try String(contentsOfFile: path, encoding: .utf8)
    if let start = text.range(of: "\n\(section):") { text.removeSubrange(start.lowerBound...) }
    try (text + "\n\(section):" + lines + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}

extension ProcessTests {
  @Test func metricsSayWhatTheServicesSaw() async throws {
    try await Scene.play(seed: 33) { scene in
      let path = scene.stage.folder.path + "/syncd.prom"
      try scene.configure("metrics", " { file: \(path), interval: 100ms }")
      scene.stage.play(
        FaultPlan(rules: [
          FaultPlan.Rule(
            service: .post, endpoint: "POST shipment-groups/{g}/shipments", .dropAfterEffect,
            .calls(from: 2, count: 1))
        ]))
      try await scene.start()
      var drafts = scene.stage.shop.orders(5)
      drafts[4].weightGrams = nil
      drafts[4].items = drafts[4].items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
      let orders = try drafts.map(scene.stage.create)
      try await scene.complete(Array(orders.prefix(4)))
      try await scene.wait(for: "the page to tell all of it") {
        guard let page = Page(path) else { return false }
        return page.sum("shipments_total{") == 4 && page["parked_orders"] == 1
          && page["creates_in_doubt"] == 0
          && page["write_backs_pending"] == 0
      }
      let page = try #require(Page(path))
      #expect(page["orders_with_problem{problem=\"weight-missing\"}"] == 1)
      #expect(page.sum("duplicates_prevented_total{") == 1, "one answer was lost, and the shipment found")
      #expect(page["open_orders{phase=\"live\"}"] == 4)
      let create = "calls_total{api=\"ukrposhta\",endpoint=\"POST shipment-groups/{g}/shipments\""
      #expect(page.sum(create) == Double(scene.creates))
      #expect(page[create + ",outcome=\"unknown\"}"] == 1)
      #expect(page.sum("call_duration_seconds_count{") > 20)
      #expect(page["loop_last_success_timestamp_seconds{loop=\"history\"}"] > 1_700_000_000)
      #expect(page.sum("cabinet_ready{") == 3)
      #expect(page["ledger_size_bytes{part=\"file\"}"] + page["ledger_size_bytes{part=\"wal\"}"] > 4096)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o644)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      for secret in scene.stage.shop.secrets { #expect(!text.contains(secret)) }
      for draft in drafts { #expect(draft.lastName.map { !text.contains($0) } ?? true) }

      // What was counted in the ledger is not forgotten by a kill.
      try await scene.crew.kill()
      try FileManager.default.removeItem(atPath: path)
      try await scene.crew.start()
      try await scene.wait(for: "a page of the next life") { Page(path) != nil }
      #expect(Page(path)?.sum("shipments_total{") == 4)
    }
  }

  @Test func metricsFollowAReload() async throws {
    try await Scene.play(seed: 34) { scene in
      let (first, second) = (scene.stage.folder.path + "/a.prom", scene.stage.folder.path + "/b.prom")
      let verbs = Operator(scene: scene)
      func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
      try await scene.start()
      try scene.configure("metrics", " { file: \(first), interval: 50ms }")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      try await scene.wait(for: "the first page") { exists(first) }
      try scene.configure("metrics", " { file: \(second), interval: 50ms }")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      try await scene.wait(for: "the page to move") { exists(second) && !exists(first) }

      try scene.configure("metrics", " { file: \(scene.stage.folder.path)/missing/c.prom, interval: 50ms }")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      try await scene.wait(for: "the failure") {
        scene.stage.folder.logLines(with: "metrics not written") > 0
      }
      let order = try #require(try scene.enter(1).first)
      try await scene.complete([order])
      #expect(scene.stage.folder.logLines(with: "metrics not written") == 1, "told again and again")
      try await scene.wait(for: "the page to be gone") { !exists(second) }

      try scene.configure("metrics", " { }")
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
    }
  }
}
