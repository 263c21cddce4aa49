// A transport that answers from a script and keeps every request. A call the script has no answer for fails
// the test at once: an adapter that makes one call too many must not pass.
import HTTPTransport
import Synchronization
import Testing

@testable import RetailCRM

final class ScriptedTransport: Transport {
  typealias Reply = Result<HTTPResponse, TransportFailure>

  private let state: Mutex<(replies: [String: [Reply]], requests: [HTTPRequest])>

  /// Replies by endpoint name, each list used up from its front.
  init(_ replies: [String: [Reply]]) {
    state = Mutex((replies, []))
  }

  func send(_ request: HTTPRequest) async -> Reply {
    let reply = state.withLock { state -> Reply? in
      state.requests.append(request)
      guard state.replies[request.endpoint]?.isEmpty == false else { return nil }
      return state.replies[request.endpoint]?.removeFirst()
    }
    guard let reply else {
      Issue.record("no answer in the script for \(request.endpoint)")
      return .failure(.unsent(code: "no-script", detail: request.endpoint))
    }
    return reply
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
}

extension ScriptedTransport.Reply {
  static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Self {
    .success(HTTPResponse(status: status, headers: headers, body: Array(text.utf8)))
  }

  static func bytes(_ body: [UInt8], status: Int = 200) -> Self {
    .success(HTTPResponse(status: status, body: body))
  }

  static func fixture(_ name: String, status: Int = 200) throws -> Self {
    .bytes(try Fixtures.bytes(name), status: status)
  }

  static let kyiv = json(#"{"success":true,"settings":{"timezone":{"value":"Europe/Kyiv"}}}"#)
  static let done = json(#"{"success":true}"#)
  static let paymentStatuses = json(
    #"""
    {"success":true,"paymentStatuses":{
      "not-paid":{"code":"not-paid","paymentComplete":false},"paid":{"code":"paid","paymentComplete":true}}}
    """#)
}

let testKey = "k3y-of-the-test-0123456789abcdef"

/// An adapter and its transport. Settings and payment statuses are answered in any case.
func adapter(
  _ replies: [String: [ScriptedTransport.Reply]], sites: [String] = []
) -> (crm: RetailCRMAdapter, transport: ScriptedTransport) {
  let common: [String: [ScriptedTransport.Reply]] = [
    "GET settings": [.kyiv], "GET reference/payment-statuses": [.paymentStatuses],
  ]
  let transport = ScriptedTransport(common.merging(replies) { $1 })
  let crm = RetailCRMAdapter(
    baseURL: "https://shop.example.test/", apiKey: testKey, transport: transport, sites: sites)
  return (crm, transport)
}
