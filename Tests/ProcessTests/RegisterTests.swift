// `register` as an operator runs it, on the real binary and over a socket: shows, applies, shows nothing
// any more.
import Foundation
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func registerShowsAppliesAndIsThenDone() async throws {
    try await Scene.play { scene in
      let folder = scene.stage.folder
      func register(_ arguments: String...) async throws -> Finished {
        try await Finished.run(
          try Built.program(), ["register", "--config", folder.configuration] + arguments, in: folder)
      }
      let shown = try await register()
      #expect(shown.end == .exited(code: 1))
      #expect(shown.output.contains("company: native, module ukrposhta-company"))
      #expect(shown.output.contains("deliveryDataFieldList[technology]"))
      #expect(scene.stage.calls(to: "POST integration-modules/{code}/edit") == 0)

      let one = try await register("--apply", "--cabinet", "company")
      #expect(one.end == .exited(code: 0))
      #expect(scene.stage.calls(to: "POST integration-modules/{code}/edit") == 1)

      let all = try await register("--apply")
      #expect(all.end == .exited(code: 0))
      #expect(scene.stage.calls(to: "POST integration-modules/{code}/edit") == 3)

      let again = try await register("--json")
      #expect(again.end == .exited(code: 0))
      let document = try #require(JSONValue(parsing: Array(again.output.utf8)))
      #expect(document["inSync"] == true)
      #expect(document["crmVersion"] == "8.1.51")
      #expect(document["cabinets"]?.elements?.count == 3)
      for output in [shown.output, one.output, all.output, again.output] {
        for secret in scene.stage.shop.secrets { #expect(!output.contains(secret)) }
      }
    }
  }

  /// The limiter is shared with the service and with the shop's other programs.
  @Test func registerWaitsForTheLimiter() async throws {
    try await Scene.play { scene in
      scene.stage.play(
        FaultPlan(rules: [
          FaultPlan.Rule(
            endpoint: "GET reference/{kind}", .tooManyRequests(retryAfterSeconds: nil),
            .calls(from: 2, count: 1))
        ]))
      let result = try await Finished.run(
        try Built.program(), ["register", "--config", scene.stage.folder.configuration],
        in: scene.stage.folder)
      #expect(result.end == .exited(code: 1))
      #expect(scene.stage.calls(to: "GET reference/{kind}") == 5)
    }
  }

  @Test func registerSaysWhyItCannot() async throws {
    let folder = try RehearsalFolder.temporary("process-test-register")
    // Nobody listens on the discard port.
    try folder.write(Shop(seed: 3), port: 9, pace: .byHand)
    let unreachable = try await Finished.run(
      try Built.program(), ["register", "--config", folder.configuration], in: folder)
    #expect(unreachable.end == .exited(code: 69))
    let unknown = try await Finished.run(
      try Built.program(), ["register", "--config", folder.configuration, "--cabinet", "nobody"], in: folder)
    #expect(unknown.end == .exited(code: 78))
    #expect(unknown.output.contains("company, entrepreneur, individual"))
    try folder.remove()

    try await Scene.play { scene in
      try scene.stage.crm { crm, _ in crm.configure { $0.keys = [.init("another-key")] } }
      let refused = try await Finished.run(
        try Built.program(), ["register", "--config", scene.stage.folder.configuration],
        in: scene.stage.folder)
      #expect(refused.end == .exited(code: 78))
      #expect(refused.output.contains("api-key-wrong"))
    }
  }
}
