// Everything outside the daemon during one life: CRM, post, the shop's printer, the disk. It polices while the life
// goes on: a second live shipment for one order is noted at the call that makes it, not at the end.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

final class SimulatedWorld: @unchecked Sendable {
  // Unchecked: touched only by the thread that drives the life.
  let crm: CRMService
  let post: PostService
  let sandbox: SandboxWorld
  let time: SimulatedTime
  /// Barcodes whose label is in the spool.
  var labels: Set<String> = []
  /// How often the label of a barcode was put into the spool.
  var labelsStored: [String: Int] = [:]
  /// Everything in the spool by its path.
  var spool: [String: [UInt8]] = [:]
  /// Files that came out of the printer, in order.
  private(set) var printed: [String] = []
  /// How the print commands to come end, first first; the others print.
  var printEndings: [PrintEnding] = []
  private(set) var printCalls = 0
  /// `lp` puts a page into its queue in about this time.
  var printMilliseconds: Int64 = 40
  /// Texts that the owner got, and how the commands that bring them are to end, first first; the others bring them.
  private(set) var messages: [String] = []
  private(set) var messageCalls = 0
  var messageEndings: [PrintEnding] = []
  var isDiskFull = false
  /// What must never happen, seen while it happened.
  private(set) var violations: [String] = []
  private var policedShipments = 0
  /// Told of every call and log line, for following one life.
  var trace: ((String) -> Void)?

  init(seed: UInt64, time: SimulatedTime, faults: FaultPlan, nastyHistory: Bool, plain: Set<String> = []) {
    var configuration = CRMService.Configuration.demoShop(
      apiKey: SimulatedShop.apiKey, deliveryCodes: SimulatedShop.moduleCodes,
      statusCodes: SimulatedShop.statusCodes, plainCode: SimulatedShop.foreignType)
    configuration.makePlain(plain)
    if nastyHistory { configuration.lateVisibilityChance = 0.1 }
    crm = CRMService(configuration: configuration, seed: seed &+ 1)
    post = PostService(counterparties: SimulatedShop.counterparties(), seed: seed &+ 2)
    self.time = time
    sandbox = SandboxWorld(crm: crm, post: post, faults: faults, seed: seed &+ 3)
  }

  /// Changes an answer on its way, as a service might that changed its mind about a type.
  var tamper: ((SandboxRequest, inout SandboxResponse) -> Void)?
  private var hasHandled = false

  /// Whether a call was handled since this was asked last.
  func takeHandled() -> Bool {
    defer { hasHandled = false }
    return hasHandled
  }

  /// After every call: was a shipment made for an order that already had one that could be seen?
  func didHandle() {
    hasHandled = true
    let shipments = post.audit.shipments
    while policedShipments < shipments.count {
      let made = shipments[policedShipments]
      policedShipments += 1
      guard let key = made.recipientExternalID.flatMap(SimulatedShop.key) else { continue }
      let others = shipments.prefix(policedShipments - 1).filter { other in
        // One that came back to the sender is no parcel of the order any more.
        guard other.isLive, other.lifecycle != .returned,
          let otherKey = other.recipientExternalID.flatMap(SimulatedShop.key),
          otherKey.order == key.order
        else { return false }
        // One attempt is one call, ever; another attempt comes only after a look that would have shown the first.
        return otherKey == key
          || other.visibleAt <= made.createdAt - SimulatedWorld.noticeMilliseconds
      }
      if let other = others.first {
        violations.append("order \(key.order): \(made.barcode) was made beside \(other.barcode)")
      }
    }
  }

  /// A shipment that became visible only this long before may have missed the look that preceded the create.
  private static let noticeMilliseconds: Int64 = 120_000

  /// The shop's print command: its last argument is the file.
  func print(_ command: [String]) -> PrintEnding {
    hasHandled = true
    printCalls += 1
    let ending = printEndings.isEmpty ? .exited(code: 0, complaint: "") : printEndings.removeFirst()
    trace?("print \(command.joined(separator: " ")): \(ending)")
    guard let file = command.last else { return .notStarted("no file") }
    if case .exited(0, _) = ending {
      printed.append(file)
      guard let barcode = file.split(separator: "-").last?.dropLast(4) else { return ending }
      // A label is fetched, and then printed at most once.
      if prints(of: String(barcode)) > labelsStored[String(barcode)] ?? 0 {
        violations.append("the label of \(barcode) was printed twice")
      }
    }
    return ending
  }

  /// The owner's mail command. Nobody is told the same twice, but for the one thing that cannot be put down.
  func deliver(_ bytes: [UInt8], by command: [String]) -> PrintEnding {
    hasHandled = true
    messageCalls += 1
    let ending = messageEndings.isEmpty ? .exited(code: 0, complaint: "") : messageEndings.removeFirst()
    let text = String(decoding: bytes, as: UTF8.self)
    trace?("message \(command.joined(separator: " ")): \(ending)")
    guard case .exited(0, _) = ending else { return ending }
    if messages.contains(text), !text.contains("журнал дій") {
      violations.append("the owner was told twice: \(text.prefix(60))")
    }
    messages.append(text)
    return ending
  }

  func prints(of barcode: String) -> Int { printed.count { $0.hasSuffix("-\(barcode).pdf") } }

  func note(_ violation: String) { violations.append(violation) }
}
