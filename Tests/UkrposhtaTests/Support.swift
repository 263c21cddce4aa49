// What all tests of the carrier share: the fixtures read in place, a transport that records what it is
// given and answers from a list, and sample values. No test here opens a socket.
import Foundation
import HTTPTransport
import ShippingCore
import SyncEngine
import Synchronization
import Ukrposhta

enum Fixtures {
  /// `$SHARED_FIXTURES/ukrposhta`, else `../shared/fixtures/ukrposhta` beside the package.
  static let directory: URL = {
    if let path = ProcessInfo.processInfo.environment["SHARED_FIXTURES"] {
      return URL(fileURLWithPath: path).appendingPathComponent("ukrposhta")
    }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appendingPathComponent("../shared/fixtures/ukrposhta").standardizedFileURL
  }()

  static let areThere = FileManager.default.fileExists(
    atPath: directory.appendingPathComponent("INDEX.md").path)

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: directory.appendingPathComponent(name + ".json")))
  }

  static func tree(_ name: String) throws -> Tree {
    try Tree(bytes(name))
  }
}

/// Answers the first request with the first answer and so on; without answers left, as if nobody listened.
final class RecordingTransport: Transport {
  typealias Answer = Result<HTTPResponse, TransportFailure>

  private struct State {
    var answers: [Answer]
    var requests: [HTTPRequest] = []
  }

  private let state: Mutex<State>

  init(_ answers: [Answer]) {
    state = Mutex(State(answers: answers))
  }

  func send(_ request: HTTPRequest) async -> Answer {
    state.withLock { state in
      state.requests.append(request)
      if state.answers.isEmpty { return .failure(.unsent(code: "connect", detail: "nobody listens")) }
      return state.answers.removeFirst()
    }
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
}

extension HTTPResponse {
  static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: Array(text.utf8))
  }

  static func html(_ status: Int, headers: [String: String] = [:]) -> HTTPResponse {
    let page = "<html>\r\n<head><title>\(status)</title></head><body>nginx</body></html>"
    return HTTPResponse(status: status, headers: headers, body: Array(page.utf8))
  }
}

enum Sample {
  static let secrets = UkrposhtaSecrets(
    ecomBearer: "ecom-0a1b2c3d", trackingBearer: "track-4e5f6a7b", token: "party-8c9d+0e/1f")
  static let base = "https://post.test"

  static func carrier(
    _ transport: any Transport, secrets: UkrposhtaSecrets = Sample.secrets
  ) -> UkrposhtaCarrier {
    UkrposhtaCarrier(endpoints: .custom(base: base), secrets: secrets, transport: transport)
  }

  /// A carrier that gets one answer.
  static func carrier(answering response: HTTPResponse) -> UkrposhtaCarrier {
    carrier(RecordingTransport([.success(response)]))
  }

  static let sender = ClientUUID("11111111-1111-4111-8111-111111111111")
  static let recipient = ClientUUID("22222222-2222-4222-8222-222222222222")
  static let group = GroupUUID("33333333-3333-4333-8333-333333333333")
  static let shipment = ShipmentUUID("44444444-4444-4444-8444-444444444444")
  static let address = AddressID(20)
  static let externalID = "crm-123-1-1"

  static func phone(_ text: String = "+380671234567") throws -> Phone { try found(Phone(text)) }
  static func postcode(_ text: String = "01001") throws -> Postcode { try found(Postcode(text)) }
  static func barcode(_ text: String = "0500113014256") throws -> Barcode { try found(Barcode(text)) }
  static func iban() throws -> IBAN { try found(IBAN("UA073808050000000026000439806")) }

  static func individual() throws -> PostalClient {
    PostalClient(
      type: .individual, firstName: "Іван", lastName: "Петренко", middleName: "Іванович", phone: try phone())
  }

  static func record(_ parcels: [String] = ["p-1"]) throws -> ShipmentRecord {
    ShipmentRecord(
      receipt: Receipt(uuid: shipment, barcode: try barcode()), sender: sender, parcels: parcels)
  }

  static func plan() throws -> ShipmentPlan {
    ShipmentPlan(
      cabinet: CabinetID("main"), recipient: try individual(),
      recipientAddress: PostalAddress(postcode: try postcode("79013")), type: .standard, technology: .w2w,
      parcels: [
        ShipmentPlan.Parcel(
          weight: Grams(1250), lengthCentimetres: 30, widthCentimetres: 20, heightCentimetres: 10,
          declaredPrice: Kopiykas(4995))
      ])
  }
}

struct Missing: Error {}

func found<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Missing() }
  return value
}

/// How a call ended, without its value.
struct Ending: Equatable, Sendable {
  enum Kind: String, Sendable { case done, refused, unsent, unknown }
  var kind: Kind
  var failure: Failure?
}

extension Outcome {
  var ending: Ending {
    switch self {
    case .done: Ending(kind: .done)
    case .refused(let failure): Ending(kind: .refused, failure: failure)
    case .unsent(let failure): Ending(kind: .unsent, failure: failure)
    case .unknown(let failure): Ending(kind: .unknown, failure: failure)
    }
  }

  var value: Value? {
    if case .done(let value) = self { return value }
    return nil
  }
}
