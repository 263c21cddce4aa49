// The owner's command with the real daemon: a script writes down what it got. One digest, also after a kill; what is
// urgent at once, and its end. What becomes of a command that fails takes minutes: that is lived in the simulation.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension Scene {
  /// A command that keeps each message in a file of its own.
  func ownersCommand() throws -> (script: String, messages: String) {
    let folder = stage.folder.path + "/messages"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let script = stage.folder.path + "/tell"
    try """
    #!/bin/sh
    cat > "\(folder)/.$$" && { echo "ARGS $*"; cat "\(folder)/.$$"; } > "\(folder)/$$.txt"
    rm "\(folder)/.$$"
    """.write(toFile: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
    return (script, folder)
  }

  func messages(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".txt") }
      .sorted()
      .map {
        String(decoding: FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data(), as: UTF8.self)
      }
  }

  /// An order without a weight, which waits for a person.
  func enterBad() throws -> Int64? {
    var drafts = stage.shop.orders(1)
    drafts[0].weightGrams = nil
    drafts[0].items = drafts[0].items.map { CRMOrderDraft.Item($0.name, initialPriceKopiykas: 10_000) }
    return try drafts.map(stage.create).first
  }

  /// `contacts` and `alert`, of which the digest is due from the first minute of the day.
  func tellOwner(_ command: String, _ more: String = "") throws {
    try configure(
      "contacts",
      """
       { name: Олена, email: owner@example.com }
      alert:
        command: \(command)
        digest-at: "00:00"
        check-every: 100ms
      \(more)
      """)
  }
}

extension ProcessTests {
  @Test func theOwnerGetsOneDigest() async throws {
    try await Scene.play(seed: 41) { scene in
      let (script, folder) = try scene.ownersCommand()
      try await scene.start()
      let order = try #require(try scene.enterBad())
      try await scene.wait(for: "the problem to be shown") {
        try scene.stage.card(order).errorText?.isEmpty == false
      }
      // From now on there is something to say.
      try scene.tellOwner("[\(script), \"{email}\", \"{subject}\"]")
      let verbs = Operator(scene: scene)
      #expect(try await verbs.run("reload").end == .exited(code: 0))
      try await scene.wait(for: "the digest") { scene.messages(in: folder).count == 1 }
      try await scene.wait(for: "its outcome") { scene.stage.folder.logLines(with: "owner told") == 1 }
      try await scene.crew.kill()
      try await scene.crew.start()
      let reads = scene.stage.historyReads
      try await scene.wait(for: "a while of the next life") { scene.stage.historyReads > reads + 10 }
      let message = try #require(scene.messages(in: folder).first)
      #expect(scene.messages(in: folder).count == 1, "told again after a kill")
      let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(
        lines.first?.hasPrefix("ARGS owner@example.com Ukrposhta: summary of ") == true,
        "\(lines.first ?? "")")
      #expect(lines.contains { $0.hasPrefix("To: ") && $0.hasSuffix("<owner@example.com>") })
      let body = lines.drop { !$0.isEmpty }.joined()
      let text = String(decoding: Data(base64Encoded: body) ?? Data(), as: UTF8.self)
      let number = try scene.stage.card(order).number
      #expect(text.contains(number), "\(text)")
      #expect(text.contains("TTNs made"))
      let draft = try #require(scene.stage.shop.orders(1).first)
      for word in [draft.lastName, draft.phone].compactMap(\.self) { #expect(!text.contains(word)) }
    }
  }

  @Test func whatIsUrgentIsToldAtOnceAndItsEndToo() async throws {
    try await Scene.play(seed: 42) { scene in
      let (script, folder) = try scene.ownersCommand()
      try scene.tellOwner(
        script, "  format: text\n  unreachable-after: 300ms\n  urgent: [post-unreachable]")
      try await scene.start()
      let order = try #require(try scene.enter(1).first)
      try await scene.complete([order])
      let now = scene.stage.server.now
      scene.stage.play(
        FaultPlan(outages: [FaultPlan.Outage(service: .post, from: now, until: now + 3_600_000)]))
      try await scene.wait(for: "the news") {
        scene.messages(in: folder).contains { $0.contains("Ukrposhta does not answer") }
      }
      scene.stage.play(.none)
      try await scene.wait(for: "its end") {
        scene.messages(in: folder).contains { $0.contains("Ukrposhta answers again") }
      }
      #expect(scene.messages(in: folder).count { $0.contains("does not answer") } == 1)
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
    }
  }
}
