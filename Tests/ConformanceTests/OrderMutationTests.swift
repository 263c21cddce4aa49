// Orders bent at random, from the CRM's answer to the decision and the request: whatever a CRM may hold in an order, the
// daemon does not trap, and the order ends sent, refused with a problem, parked with a JSON path, or as one that wants
// no parcel. An order that silently vanished would be taken for deleted. The seed is printed with every failure;
// `MUTATION_SEED` runs one again.
import Foundation
import HTTPTransport
import RetailCRM
import Sandbox
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite struct OrderMutationTests {
  static let seed =
    ProcessInfo.processInfo.environment["MUTATION_SEED"].flatMap { UInt64($0) } ?? .random(in: 0 ... .max)
  static let shards = 8
  static let answersPerShard = 50
  static let ordersPerAnswer = 52
  /// Three times this is less than the 512 levels at which the JSON reader gives up on the whole answer.
  static let nestingLimit = 150

  enum End: String, CaseIterable {
    case sent, adopted, refused, parked, unwanted
  }

  @Test(arguments: 0..<shards) func everyBentOrderComesToAnEnd(shard: Int) async throws {
    let seed = Self.seed &+ UInt64(shard)
    var numbers = SeededGenerator(seed: seed)
    let bases = try MutationBases()
    let shop = try await MutationShop()
    var ends: [End: Int] = [:]
    for answer in 0..<Self.answersPerShard {
      var orders: [BentJSON] = []
      for id in 1...Self.ordersPerAnswer {
        var order = bases.orders.randomElement(using: &numbers) ?? .map([])
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
          order = order.bent(&numbers) ?? order
        }
        orders.append(order.named(id))
      }
      let read = try await shop.read(orders)
      for id in 1...Self.ordersPerAnswer {
        let place = "seed \(seed), answer \(answer), order \(id)"
        guard let view = read[OrderID(Int64(id))] else {
          Issue.record("\(place): vanished")
          continue
        }
        do {
          ends[try await shop.end(of: view, id: OrderID(Int64(id))), default: 0] += 1
        } catch {
          Issue.record("\(place): \(error)")
        }
      }
    }
    // Every end must be reached, else the damage is too small or too great to show anything.
    for end in End.allCases { #expect(ends[end, default: 0] > 5, "seed \(seed): \(ends)") }
  }

  @Test func enoughOrdersAreBent() {
    #expect(Self.shards * Self.answersPerShard * Self.ordersPerAnswer >= 20_000)
  }
}

/// Orders that would be sent as they are: the sandbox's, and the recorded ones, put under our delivery type.
private struct MutationBases {
  private(set) var orders: [BentJSON] = []

  init() throws {
    let crm = CRMService(
      configuration: .demoShop(apiKey: Shop.key, deliveryCodes: [Shop.module, Shop.otherModule]), seed: 5)
    var numbers = SeededGenerator(seed: 11)
    var load = CRMLoad(deliveryTypes: [Shop.module, Shop.otherModule], defectiveShare: 0.1)
    load.corporateShare = 0.2
    var drafts = (0..<24).map { _ in load.draft(using: &numbers) }
    drafts.append(Shop.draft())
    var adopted = Shop.draft()
    adopted.data.trackNumber = "0500113014256"
    drafts.append(adopted)
    for draft in drafts {
      let id = crm.createOrder(draft, now: 1_772_611_200_000)
      guard let order = crm.json(id) else { continue }
      orders.append(try BentJSON(JSONSerialization.jsonObject(with: Data(order.encoded))))
    }
    for name in ["order-get", "orders-list"] {
      let file = Self.fixtures.appendingPathComponent(name + ".json")
      guard let data = FileManager.default.contents(atPath: file.path),
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      else { continue }
      let recorded = (answer["orders"] as? [Any] ?? []) + (answer["order"].map { [$0] } ?? [])
      orders += try recorded.compactMap { try ($0 as? [String: Any]).map { try BentJSON(Self.ours($0)) } }
    }
  }

  /// Absent on users' machines: then the sandbox's orders are all there is.
  private static let fixtures: URL = {
    if let path = ProcessInfo.processInfo.environment["SHARED_FIXTURES"] {
      return URL(fileURLWithPath: path).appendingPathComponent("retailcrm")
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("../shared/fixtures/retailcrm").standardizedFileURL
  }()

  private static func ours(_ recorded: [String: Any]) -> Any {
    var order = recorded
    var delivery = order["delivery"] as? [String: Any] ?? [:]
    var data = delivery["data"] as? [String: Any] ?? [:]
    data["locked"] = false
    data["trackNumber"] = nil
    delivery["code"] = Shop.module
    delivery["integrationCode"] = Shop.module
    delivery["data"] = data
    order["delivery"] = delivery
    order["site"] = Shop.site
    order["status"] = "new"
    return order
  }
}

/// The daemon's way from an answer to an end, with the real adapters on made-up services.
private struct MutationShop {
  let policy: Policy
  let carrier: UkrposhtaCarrier
  let crm: any CRM
  let transport: MutationTransport

  struct Unended: Error, CustomStringConvertible {
    var description: String
  }

  init() async throws {
    let bench = InProcessBench()
    let account = try await bench.crm().account().value()
    var cabinets: [CabinetPolicy] = []
    for (module, party) in [(Shop.module, Party.company), (Shop.otherModule, .person)] {
      cabinets.append(
        CabinetPolicy(
          id: CabinetID(module), deliveryType: module, moduleCode: module, sender: try party.sender(),
          senderAddress: try Sample.senderAddress(),
          stores: ["main": PostalAddress(postcode: try Sample.postcode("01001"))],
          parcel: ParcelDefaults(
            dimensions: Dimensions(lengthMillimetres: 200, widthMillimetres: 150, heightMillimetres: 100)),
          codPaymentTypes: ["cash-on-delivery"],
          statuses: StatusMap(byState: [.created: "assembling", .delivered: "complete"])))
    }
    var policy = Policy(
      installation: InstallationTag(crmURL: bench.base), cabinets: cabinets,
      statusGroups: account.statusGroups)
    policy.visibleSites = account.sites
    self.policy = policy
    transport = MutationTransport(inner: bench)
    crm = RetailCRMAdapter(baseURL: bench.base, apiKey: Shop.key, transport: transport)
    carrier = UkrposhtaCarrier(
      endpoints: .custom(base: bench.base),
      secrets: UkrposhtaSecrets(ecomBearer: "e", trackingBearer: "t", token: "p"), transport: transport)
  }

  func read(_ orders: [BentJSON]) async throws -> [OrderID: OrderView] {
    var text = ""
    BentJSON.map([(key: "success", value: .raw("true")), (key: "orders", value: .list(orders))]).write(
      to: &text)
    await transport.answer(Array(text.utf8))
    let ids = orders.indices.map { OrderID(Int64($0 + 1)) }
    let answer = try await crm.orders(ids).value()
    var views = answer.odd.mapValues { OrderView.unreadable($0) }
    for var order in answer.orders {
      // A company bent into its id alone is read from its customer: here the CRM knows none.
      if order.contragent.unread != nil { order.contragent = Order.Contragent(isCorporate: true) }
      views[order.id] = .order(order)
    }
    return views
  }

  func end(of view: OrderView, id: OrderID) async throws -> OrderMutationTests.End {
    var entry = LedgerEntry(orderID: id, site: Shop.site)
    var moment = Moment(now: Instant(milliseconds: 1_772_611_200_000), cabinets: [:])
    let groups = Dictionary(uniqueKeysWithValues: ShipmentType.allCases.map { ($0, GroupUUID("g")) })
    for cabinet in policy.cabinets {
      moment.cabinets[cabinet.id] = CabinetReadiness(sender: ClientUUID("s"), groups: groups)
    }
    for _ in 0..<Self.stepsAtMost {
      switch reconcile(view, entry: entry, policy: policy, at: moment) {
      case .settle, .wait(_, .watch):
        return try settled(view, entry: entry, now: moment.now)
      case .wait(_, let reason): throw Unended(description: "waits: \(reason)")
      case .park(let problems): return try parked(problems, view: view)
      case .step(let step):
        let outcome = await outcome(of: step)
        entry = advance(
          intending(step, entry: entry) ?? entry, step: step, outcome: outcome, policy: policy, jitter: 0.5,
          now: moment.now)
        if case .createShipment = step, entry.shipment == nil {
          throw Unended(description: "the request was not made: \(outcome.failure?.code ?? "-")")
        }
      }
    }
    throw Unended(description: "no end after \(Self.stepsAtMost) steps")
  }

  private static let stepsAtMost = 8

  private func settled(_ view: OrderView, entry: LedgerEntry, now: Instant) throws -> OrderMutationTests.End {
    if case .order(let order) = view, let showing = Showing(order, entry: entry, policy: policy) {
      // What the card would be given must not trap either.
      _ = (showing.digest, showing.edit(order), showing.differs(from: order, entry: entry))
      _ = (showing.updatedAt(now: now), showing.isShown(by: order, withStatus: true))
    }
    if let shipment = entry.shipment { return shipment.isVisibleToAPI ? .sent : .adopted }
    if case .shipment = Wanted(view, entry: entry, policy: policy, now: now) {
      throw Unended(description: "wants a parcel and gets none")
    }
    return .unwanted
  }

  private func parked(_ problems: [Problem], view: OrderView) throws -> OrderMutationTests.End {
    guard !problems.isEmpty else { throw Unended(description: "parked without a problem") }
    let language = Language.allCases[problems.count % Language.allCases.count]
    if ProblemTexts.combined(problems, in: language).isEmpty {
      throw Unended(description: "parked without a text")
    }
    guard case .unreadable = view else { return .refused }
    guard problems.first?.code == .orderUnreadable, problems.first?.field?.hasPrefix("orders[") == true else {
      throw Unended(description: "parked without a path: \(problems)")
    }
    return .parked
  }

  private func outcome(of step: Step) async -> Outcome<StepValue> {
    switch step {
    case .createAddress(let address, _): return await carrier.createAddress(address).map { .address($0) }
    case .createRecipient(let client, let address, _):
      return await carrier.createClient(client, address: address, externalID: "e").map { .recipient($0) }
    case .createShipment(let plan, let intent, let address, let sender, _):
      return await carrier.createShipment(
        plan, group: intent.group, sender: sender, recipient: intent.recipient, address: address,
        externalID: "e"
      ).map { .shipment($0) }
    case .adopt: return .done(.typed(nil, bearer: nil))
    case .fetchLabel: return .done(.label("label.pdf"))
    default:
      return .unsent(Failure(.terminal, code: "unexpected-step", message: step.name))
    }
  }
}

/// Answers `GET orders` with what it was given, the post's calls with the least there is, the rest by the sandbox.
private actor MutationTransport: Transport {
  private let inner: any Transport
  private var body: [UInt8] = []

  init(inner: any Transport) { self.inner = inner }

  func answer(_ body: [UInt8]) { self.body = body }

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    let made: String? =
      switch request.endpoint {
      case "POST addresses": #"{"id":1}"#
      case "POST clients": #"{"uuid":"c"}"#
      case "POST shipment-groups/{g}/shipments": #"{"uuid":"s","barcode":"0500113014256"}"#
      default: nil
      }
    if let made { return .success(HTTPResponse(status: 200, headers: [:], body: Array(made.utf8))) }
    if request.endpoint == "GET orders" {
      return .success(HTTPResponse(status: 200, headers: [:], body: body))
    }
    return await inner.send(request)
  }
}
