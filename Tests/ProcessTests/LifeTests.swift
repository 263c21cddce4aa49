// How the daemon begins and ends: asked to stop, killed, and started before the services are there.
import Glibc
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  /// A create whose answer is under way is waited for, and its outcome is in the ledger when the process
  /// ends: the next life has nothing to look up.
  @Test func terminationFinishesCallsInFlight() async throws {
    try await Scene.play { scene in
      try await scene.start()
      let slow = FaultPlan.Rule(
        service: .post, endpoint: "POST shipment-groups/{g}/shipments", .latency(minimum: 700, maximum: 700),
        .probability(1))
      scene.stage.play(FaultPlan(rules: [slow]))
      let orders = try scene.enter(6)
      try await scene.wait(for: "creates in flight") { scene.creates >= 3 }
      let end = try await scene.crew.terminate(within: .seconds(20))
      #expect(end == .exited(code: 0))
      let made = scene.stage.shipments
      let before = orders.filter { !made.all($0).isEmpty }
      #expect(before.count >= 3)
      scene.stage.play(.none)
      try await scene.crew.start()
      try await scene.complete(orders)
      #expect(scene.made(orders) == orders.map { _ in 1 })
      #expect(scene.stage.folder.logLines(with: "shipment found") == 0)
      #expect(scene.stage.folder.logLines(with: "shipment recognised") == 0)
    }
  }

  /// Asked a second time, it does not wait for answers that are held back: the next life looks up what became of them.
  @Test func aSecondTerminationGivesUpCallsInFlight() async throws {
    var patient = RehearsalPace.killing
    patient.timeOut = 60_000
    try await Scene.play(patient) { scene in
      try await scene.start()
      let endless = FaultPlan.Rule(
        service: .post, endpoint: "POST shipment-groups/{g}/shipments", .hang(afterEffect: true),
        .probability(1))
      scene.stage.play(FaultPlan(rules: [endless]))
      let orders = try scene.enter(4)
      try await scene.wait(for: "creates in flight") { scene.creates >= 2 }
      await scene.crew.askToEnd()
      try await scene.wait(for: "the stop to begin") {
        scene.stage.folder.logLines(with: "stopping: no new work") > 0
      }
      // The calls' time-out is a minute.
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      #expect(scene.stage.folder.logLines(with: "stopped at once, calls in flight were given up") == 1)
      #expect(scene.stage.folder.logLines(with: "ledger not closed cleanly") == 0)
      let before = orders.count { !scene.stage.shipments.all($0).isEmpty }
      #expect(before >= 2)
      scene.stage.play(.none)
      try await scene.crew.start()
      try await scene.complete(orders)
      #expect(scene.made(orders) == orders.map { _ in 1 })
    }
  }

  /// At one call a second the first look at the account alone takes ten: what waits for its turn is given back.
  @Test func aStopDoesNotWaitForALineOfCalls() async throws {
    let folder = try RehearsalFolder.temporary("process-test-line")
    let shop = Shop(seed: 5)
    var pace = RehearsalPace.killing
    pace.crmCallsPerSecond = 1
    let stage = try await Stage(shop: shop, folder: folder, pace: pace)
    let crew = DaemonCrew(folder: folder, program: try Built.program())
    try await crew.start()
    do {
      try await Patience(limit: .seconds(60)).wait(for: "the line to form") {
        !(try stage.crm { service, _ in service.audit.calls.isEmpty })
      }
      #expect(try await crew.terminate(within: .seconds(8)) == .exited(code: 0))
      await stage.close()
    } catch {
      await crew.dismiss()
      throw error
    }
    try folder.remove()
  }

  @Test func killedInALoopNothingIsLostOrMadeTwice() async throws {
    let folder = try RehearsalFolder.temporary("process-test-kill")
    let run = KillRun(kills: 8, orders: 20, seed: 77, limit: .seconds(120))
    let report = try await run.run(in: folder, daemon: try Built.program())
    #expect(report.kills == 8)
    #expect(report.orders == 20)
    #expect(report.duplicates == [])
    #expect(report.lost == [])
    #expect(report.orphans == [])
    #expect(report.guiltyFiles == [])
    #expect(report.end == .exited(code: 0))
    try folder.remove()
  }

  @Test func servicesThatComeLaterAreWaitedFor() async throws {
    let folder = try RehearsalFolder.temporary("process-test-late")
    let shop = Shop(seed: 9)
    let port = try FreePort.take()
    try folder.write(shop, port: port, pace: .killing)
    let crew = DaemonCrew(folder: folder, program: try Built.program())
    try await crew.start()
    do {
      let patience = Patience(limit: .seconds(60))
      try await patience.wait(for: "the daemon to notice that nobody is there") {
        folder.logLines(with: "CRM call failed") > 0
      }
      #expect(await crew.unexpectedEnd == nil)
      let stage = try await Stage(shop: shop, folder: folder, pace: .killing, port: port)
      let scene = Scene(stage: stage, crew: crew)
      try await scene.following()
      let orders = try scene.enter(5)
      try await scene.complete(orders)
      #expect(scene.made(orders) == orders.map { _ in 1 })
      #expect(try await crew.terminate(within: .seconds(20)) == .exited(code: 0))
      await stage.close()
    } catch {
      await crew.dismiss()
      throw error
    }
    try folder.remove()
  }
}

enum FreePort {
  /// A port that nobody listened on a moment ago.
  static func take() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw RehearsalFailure("no socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
      }
    }
    guard isBound else { throw RehearsalFailure("no free port") }
    return UInt16(bigEndian: address.sin_port)
  }
}
