// The simulated Ukrposhta: eCom, forms, status tracking and a small address classifier, for any number of
// counterparties. A plain synchronous class: a request and a moment go in, an answer comes out, and equal
// seeds and calls give equal bytes. It is nasty where the real one is: a repeated POST makes a second object,
// always.

/// The simulated service behind one host, as whoever carries the calls sees it.
public protocol SandboxService: AnyObject {
  func handle(_ request: SandboxRequest, now: SandboxTime) -> SandboxResponse
  /// The method and the path's template, such as `POST shipment-groups/{g}/shipments`; never holds data of a
  /// call.
  func endpoint(of request: SandboxRequest) -> String
}

public final class PostService: SandboxService {
  /// One contract with Ukrposhta and its three secrets.
  public struct Counterparty: Sendable, Equatable {
    public var name: String
    /// Bearer of eCom, forms and the classifier.
    public var ecomBearer: String
    /// Bearer of status tracking; the two are not interchangeable.
    public var trackingBearer: String
    /// `?token=` of eCom and forms.
    public var token: String
    public var counterpartyUUID: String

    public init(
      name: String, ecomBearer: String, trackingBearer: String, token: String, counterpartyUUID: String
    ) {
      self.name = name
      self.ecomBearer = ecomBearer
      self.trackingBearer = trackingBearer
      self.token = token
      self.counterpartyUUID = counterpartyUUID
    }

    /// Made-up secrets for one counterparty, the same for the same seed.
    public static func madeUp(name: String, seed: UInt64) -> Counterparty {
      var generator = SeededGenerator(seed: seed)
      return Counterparty(
        name: name, ecomBearer: generator.uuid(), trackingBearer: generator.uuid(), token: generator.uuid(),
        counterpartyUUID: generator.uuid())
    }
  }

  public let counterparties: [Counterparty]
  public var habits: PostHabits
  /// For the shipments made by the next calls: how much later than their creation the group's list shows
  /// them.
  public var groupDelayMilliseconds: Int64 = 0

  var generator: SeededGenerator
  var addresses: [Int64: PostAddress] = [:]
  var clients: [String: PostClient] = [:]
  var clientsByExternalID: [String: [String]] = [:]
  var clientsByPhone: [String: [String]] = [:]
  var shipments: [PostShipment] = []
  var shipmentByUUID: [String: Int] = [:]
  var shipmentByBarcode: [String: Int] = [:]
  var shipmentByParcelBarcode: [String: Int] = [:]
  var groups: [String: PostGroup] = [:]
  var groupOrder: [String] = []
  var groupShipments: [String: [Int]] = [:]
  var journeys: [PostJourneyStep] = []
  var journeySequence: UInt64 = 0
  var calls: [String: Int] = [:]
  var stickers: [String: Int] = [:]
  var externalIDLookups = 0
  var notFoundCalls = 0
  private var nextIdentifier: Int64
  private var barcodeSerial: Int64

  public init(counterparties: [Counterparty], seed: UInt64, habits: PostHabits = PostHabits()) {
    self.counterparties = counterparties
    self.habits = habits
    generator = SeededGenerator(seed: seed)
    nextIdentifier = 50_000_000 + Int64(generator.next() % 1_000_000)
    barcodeSerial = Int64(generator.next() % 10_000_000)
  }

  public func endpoint(of request: SandboxRequest) -> String {
    PostRoute.find(request).endpoint
  }

  public func handle(_ request: SandboxRequest, now: SandboxTime) -> SandboxResponse {
    let found = PostRoute.find(request)
    calls[found.endpoint, default: 0] += 1
    guard let base = found.base else { return .html(404, "Not Found") }
    guard let bearerOwner = owner(bearer: request.headers["authorization"], base: base) else {
      return .unauthorized
    }
    guard let route = found.route else {
      return found.methodUnknown ? .html(405, "Not Allowed") : .unauthorized
    }
    var call = PostCall(request: request, parameters: found.parameters, owner: bearerOwner, now: now)
    if route.needsToken {
      guard let tokenOwner = owner(token: request.value("token"), bearerOwner: bearerOwner) else {
        return PostRefusal(
          status: habits.tokenRefusalStatus, code: "UPE05001", message: "Counterparty token is not valid"
        ).response
      }
      call.owner = tokenOwner
    }
    do {
      return try route.handler(self)(call)
    } catch let refusal as PostRefusal {
      return refusal.response
    } catch {
      return .html(500, "Internal Server Error")
    }
  }

  private func owner(bearer: String?, base: PostBase) -> Int? {
    guard let bearer, bearer.hasPrefix("Bearer ") else { return nil }
    let secret = bearer.dropFirst("Bearer ".count)
    return counterparties.firstIndex {
      (base == .tracking ? $0.trackingBearer : $0.ecomBearer) == secret
    }
  }

  /// Addresses are made without a token, so they belong to whoever holds the bearer: the first such
  /// counterparty.
  func addressOwner(_ owner: Int) -> Int {
    let bearer = counterparties[owner].ecomBearer
    return counterparties.firstIndex { $0.ecomBearer == bearer } ?? owner
  }

  /// The counterparty of a token, when it goes with the bearer of the call.
  private func owner(token: String?, bearerOwner: Int) -> Int? {
    let bearer = counterparties[bearerOwner].ecomBearer
    return counterparties.firstIndex { $0.ecomBearer == bearer && $0.token == token }
  }

  /// Ids of addresses and phones: growing, with gaps as on a service that many use.
  func identifier() -> Int64 {
    nextIdentifier += 1 + Int64(generator.next() % 5)
    return nextIdentifier
  }

  /// 13 digits, most with a leading zero, the last one a right check digit (U§12).
  func barcode() -> String {
    barcodeSerial = (barcodeSerial + 1 + Int64(generator.next() % 3)) % 100_000_000
    let serial = String(barcodeSerial)
    let prefix = generator.chance(0.75) ? "0500" : "5551"
    return PostBarcode.completed(
      prefix + String(repeating: "0", count: max(0, 8 - serial.count)) + serial)
  }
}

enum PostBarcode {
  /// The 12 digits with their check digit: weights 2…7 from the right, (11 − S mod 11) mod 11, 10 counts as
  /// 0.
  static func completed(_ twelve: String) -> String {
    var sum = 0
    for (position, digit) in twelve.utf8.reversed().enumerated() {
      sum += (Int(digit) - 48) * (2 + position % 6)
    }
    let check = (11 - sum % 11) % 11
    return twelve + String(check == 10 ? 0 : check)
  }

  /// Thirteen digits, or an international number: two letters, nine digits, two letters.
  static func isWellFormed(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    func digit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    func letter(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    if bytes.count != 13 { return false }
    return bytes.allSatisfy(digit)
      || (bytes[..<2].allSatisfy(letter) && bytes[2..<11].allSatisfy(digit)
        && bytes[11...].allSatisfy(letter))
  }
}
