// The line that the service manager shows, state by state: what is wrong first and for how long, then what waits for a
// person, then the work.
import ShippingCore
import Testing

@testable import SyncEngine

@Suite struct StatusLineTests {
  private static let quiet = LedgerCounts(due: 0, inDoubt: 0, live: 41, parked: 0, writeBacks: 0)

  private func health(_ change: (inout EngineHealth) -> Void = { _ in }) -> EngineHealth {
    var health = EngineHealth(
      overdue: [], ledgerFailure: nil, crmDownSince: nil, parkedCabinets: [], counts: Self.quiet)
    change(&health)
    return health
  }

  @Test func idleAndWorking() {
    #expect(health().line == "idle, live 41")
    let working = health { health in
      health.working = 3
      health.counts?.due = 12
    }
    #expect(working.line == "working on 3, scheduled 12, live 41")
  }

  @Test func beforeTheFirstAnswer() {
    #expect(
      health { $0.isStarting = true }.line == "starting: the CRM's references are not read yet, live 41")
  }

  @Test func whatWaitsForAPerson() {
    let waiting = health { health in
      health.counts?.inDoubt = 1
      health.counts?.parked = 2
    }
    #expect(waiting.line == "in doubt 1; parked 2; idle, live 41")
  }

  @Test func theCRMIsDown() {
    let down = health { health in
      health.crmDownSince = Instant(milliseconds: 0)
      health.crmDownFor = .seconds(725)
      health.crmFailure = "http-502"
    }
    #expect(down.line == "CRM down for 12 min (http-502); idle, live 41")
  }

  @Test func theLedgerCannotBeUsed() {
    let unusable = health { health in
      health.ledgerFailure = LedgerFailure(.full, "database or disk is full")
      health.ledgerDownFor = .seconds(30)
      health.counts = nil
    }
    #expect(unusable.line == "ledger unusable for 30 s (full), nothing is sent; idle")
  }

  @Test func cabinetsInTrouble() {
    let (main, fop) = (CabinetID("main"), CabinetID("fop"))
    let refused = health { health in
      health.parkedCabinets = [fop, main]
      health.cabinetTroubles[main] = "refused (http-401) for 3 h"
      health.untracked[main] = .seconds(90_000)
      health.trackedByLifecycle = [fop]
    }
    #expect(
      refused.line
        == "cabinet fop not ready; cabinet main refused (http-401) for 3 h; parcels of main not followed for 25 h; "
        + "no tracking bearer: fop; idle, live 41")
  }

  @Test func loopsThatAreStuckAreNamed() {
    #expect(
      health { $0.overdue = [.history, .writeBack] }.line == "stuck: history, write-back; idle, live 41")
  }

  @Test(arguments: [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172_800, "2 d")])
  func durationsForPeople(seconds: Int64, text: String) {
    #expect(Duration.seconds(seconds).roughly == text)
  }
}
