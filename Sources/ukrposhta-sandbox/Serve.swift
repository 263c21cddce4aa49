// `serve`: builds a world from a seed, prints where it is and the made-up keys that open it, and serves until
// SIGINT or SIGTERM. The keys follow from the seed, so a configuration written once fits every later
// rehearsal.
import ArgumentParser
import Glibc
import Rehearsal
import Sandbox

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve until SIGINT or SIGTERM.",
    discussion: """
      The page at the printed address changes orders, moves parcels and switches faults by hand. A daemon \
      takes only orders that were changed after its first start, so those of --orders are entered once it \
      has begun to read.
      """)

  enum Profile: String, ExpressibleByArgument, CaseIterable {
    case none, mild, nasty
  }

  @Option(help: "Port on 127.0.0.1; 0 takes a free one.")
  var port: UInt16 = 0

  @Option(help: "Which calls go wrong.")
  var faults: Profile = .none

  @Option(help: "Keys, ids and faults follow from it.")
  var seed: UInt64 = 1

  @Option(help: "So many plausible orders are entered in the CRM.")
  var orders: Int = 0

  @Option(help: "Write a configuration and credential files for the daemon into this folder.")
  var writeConfig: String?

  @Flag(help: "Link the entrepreneur's contract by custom fields of the order instead of a delivery module.")
  var plain = false

  /// More are not entered at once.
  private static let mostOrders = 10_000

  func validate() throws {
    guard (0...Self.mostOrders).contains(orders) else {
      throw ValidationError("--orders is 0 to \(Self.mostOrders)")
    }
  }

  func run() async throws {
    let shop = Shop(seed: seed, plain: plain ? Shop.entrepreneur : nil)
    let folder = try writeConfig.map { try RehearsalFolder(path: $0) }
    let server = try SandboxServer(
      world: shop.world(faults: FaultPlan.profile(faults.rawValue) ?? .none), port: port)
    let signals = Termination()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A server stopped on purpose leaves its listening loop with an error of its own.
        do { try await server.run() } catch { if !signals.isRaised { throw error } }
      }
      group.addTask {
        let bound = try await server.port()
        try folder?.write(shop, port: bound, pace: .byHand)
        announce(bound, shop, folder)
        await withTaskGroup(of: Void.self) { entering in
          entering.addTask { await enterOrders(shop, server) }
          await signals.wait()
          entering.cancelAll()
        }
        await server.stop()
      }
      // Whichever ends first ends the command; a port that is taken throws here.
      try await group.next()
      group.cancelAll()
    }
  }

  /// Once a daemon follows the history: what was there before its first start is none of its business.
  private func enterOrders(_ shop: Shop, _ server: SandboxServer) async {
    guard orders > 0 else { return }
    do {
      try await Patience(limit: .seconds(366 * 86_400)).wait(for: "a daemon") {
        server.isFollowed
      }
    } catch {
      // Interrupted before a daemon came.
      return
    }
    let now = server.now
    let drafts = shop.orders(orders)
    server.withWorld { world in
      guard let crm = world.crm as? CRMService else { return }
      for draft in drafts { _ = crm.createOrder(draft, now: now) }
    }
    Narrator.print("\(orders) orders entered")
  }

  private func announce(_ bound: UInt16, _ shop: Shop, _ folder: RehearsalFolder?) {
    Narrator.print("http://127.0.0.1:\(bound)/")
    Narrator.print("CRM\n  api key          \(shop.apiKey)")
    for cabinet in shop.cabinets {
      let party = cabinet.party
      let link = cabinet.isPlain ? ", plain mode" : ""
      Narrator.print("counterparty \(cabinet.name), delivery type \(cabinet.code)\(link)")
      Narrator.print("  ecom bearer      \(party.ecomBearer)")
      Narrator.print("  tracking bearer  \(party.trackingBearer)")
      Narrator.print("  token            \(party.token)")
      Narrator.print("  uuid             \(party.counterpartyUUID)")
    }
    guard let folder else { return }
    let program = RehearsalFolder.daemonBesideThisProgram ?? "ukrposhta-syncd"
    Narrator.print("next, in another terminal:")
    Narrator.print("  \(program) check --config \(folder.configuration)")
    Narrator.print("  \(program) run --config \(folder.configuration)")
    if orders > 0 { Narrator.print("\(orders) orders follow as soon as the daemon has begun to read") }
  }
}
