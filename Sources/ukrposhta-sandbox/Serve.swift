// `serve`: builds a world from a seed, prints where it is and the made-up keys that open it, and serves until
// SIGINT or SIGTERM. The keys follow from the seed, so a configuration written once fits every later
// rehearsal.
import ArgumentParser
import Glibc
import Sandbox

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve until SIGINT or SIGTERM.",
    discussion: "The page at the printed address moves parcels and switches faults by hand.")

  enum Profile: String, ExpressibleByArgument, CaseIterable {
    case none, mild, nasty
  }

  @Option(help: "Port on 127.0.0.1; 0 takes a free one.")
  var port: UInt16 = 0

  @Option(help: "Which calls go wrong.")
  var faults: Profile = .none

  @Option(help: "Keys, ids and faults follow from it.")
  var seed: UInt64 = 1

  func run() async throws {
    let counterparties = ["individual", "company", "entrepreneur"].enumerated().map { position, name in
      PostService.Counterparty.madeUp(name: name, seed: seed &* 31 &+ UInt64(position))
    }
    let post = PostService(counterparties: counterparties, seed: seed)
    let plan = FaultPlan.profile(faults.rawValue) ?? .none
    let world = SandboxWorld(crm: nil, post: post, faults: plan, seed: seed)
    let server = try SandboxServer(world: world, port: port)
    let signals = Termination()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A server stopped on purpose leaves its listening loop with an error of its own.
        do { try await server.run() } catch { if !signals.isRaised { throw error } }
      }
      group.addTask {
        announce(try await server.port(), counterparties)
        await signals.wait()
        await server.stop()
      }
      // Whichever ends first ends the command; a port that is taken throws here.
      try await group.next()
      group.cancelAll()
    }
  }

  private func announce(_ bound: UInt16, _ counterparties: [PostService.Counterparty]) {
    print("http://127.0.0.1:\(bound)/")
    for one in counterparties {
      print("counterparty \(one.name)")
      print("  ecom bearer      \(one.ecomBearer)")
      print("  tracking bearer  \(one.trackingBearer)")
      print("  token            \(one.token)")
      print("  uuid             \(one.counterpartyUUID)")
    }
    fflush(nil)
  }
}
