// The error table: every way in which an answer is no answer, for every call. The rule behind it: a write
// is refused only by somebody who surely did nothing; what is unclear is unknown for a write and passes by
// itself for a read.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

struct BadAnswer: Sendable, CustomTestStringConvertible {
  enum Verdict: Sendable {
    case terminal, account, transient
    /// Unknown for a write, a transient refusal for a read.
    case unclear
  }

  var status: Int
  var body: String
  var headers: [String: String] = [:]
  var verdict: Verdict
  var code: String
  var message: String?
  var retryAfter: Int64?

  var testDescription: String { "\(status) \(body.prefix(60))" }

  static let table: [BadAnswer] = [
    BadAnswer(
      status: 400, body: #"{"code":"UPE01002","message":"Щось не так: width"}"#, verdict: .terminal,
      code: "UPE01002", message: "Щось не так: width"),
    BadAnswer(status: 400, body: #"{"code":"UPE01003"}"#, verdict: .terminal, code: "UPE01003"),
    BadAnswer(
      status: 400, body: #"{"message":"parcels must not be null"}"#, verdict: .terminal, code: "http-400",
      message: "parcels must not be null"),
    BadAnswer(
      status: 422, body: #"{"errors":[{"code":"UPE07001","message":"a"},"b"]}"#, verdict: .terminal,
      code: "UPE07001", message: "a: b"),
    BadAnswer(
      status: 400, body: #"{"timestamp":1,"status":400,"error":"Bad Request","path":"/x"}"#,
      verdict: .terminal,
      code: "http-400", message: "Bad Request"),
    BadAnswer(
      status: 409, body: #"{"code":4711,"message":"x"}"#, verdict: .terminal, code: "4711", message: "x"),
    BadAnswer(
      status: 400, body: #"{"code":"a text, not a code","message":"x"}"#, verdict: .terminal, code: "http-400"
    ),
    BadAnswer(
      status: 500, body: #"{"code":"UPE01001","message":"edrpou is empty"}"#, verdict: .terminal,
      code: "UPE01001", message: "edrpou is empty"),
    BadAnswer(
      status: 401,
      body: #"{"error":"unauthorized","error_description":"Unauthorized - invalid or missing token"}"#,
      verdict: .account, code: "http-401", message: "unauthorized: Unauthorized - invalid or missing token"),
    BadAnswer(status: 401, body: "", verdict: .account, code: "http-401"),
    BadAnswer(status: 401, body: "<html></html>", verdict: .account, code: "http-401"),
    BadAnswer(status: 403, body: #"{"error":"forbidden"}"#, verdict: .account, code: "http-403"),
    BadAnswer(status: 403, body: #"{"code":"UPE03001","message":"x"}"#, verdict: .terminal, code: "UPE03001"),
    BadAnswer(status: 400, body: #"{"code":"UPE05001","message":"x"}"#, verdict: .account, code: "UPE05001"),
    BadAnswer(
      status: 429, body: "<html>slow</html>", headers: ["retry-after": "7"], verdict: .transient,
      code: "http-429", retryAfter: 7_000),
    BadAnswer(
      status: 429, body: "",
      headers: ["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT", "date": "Sun, 06 Nov 1994 08:49:07 GMT"],
      verdict: .transient, code: "http-429", retryAfter: 30_000),
    BadAnswer(
      status: 503, body: "<html></html>", headers: ["retry-after": "3"], verdict: .unclear, code: "http-503",
      retryAfter: 3_000),
    BadAnswer(status: 503, body: #"{"code":"UPE01001","message":"x"}"#, verdict: .unclear, code: "UPE01001"),
    BadAnswer(
      status: 400, body: #"{"code":"UPE06001","message":"x"}"#, verdict: .transient, code: "UPE06001"),
    BadAnswer(
      status: 400, body: #"{"code":"UPE08001","message":"x"}"#, verdict: .transient, code: "UPE08001"),
    BadAnswer(status: 500, body: #"{"code":"UPE08001","message":"x"}"#, verdict: .unclear, code: "UPE08001"),
    BadAnswer(status: 500, body: #"{"message":"Internal error"}"#, verdict: .unclear, code: "http-500"),
    BadAnswer(status: 502, body: "<html></html>", verdict: .unclear, code: "http-502"),
    BadAnswer(status: 504, body: "", verdict: .unclear, code: "http-504"),
    BadAnswer(status: 408, body: #"{"message":"x"}"#, verdict: .unclear, code: "http-408"),
    BadAnswer(
      status: 404, body: " \r\n<html>nginx</html>", verdict: .unclear, code: "http-404",
      message: "HTTP 404 with an HTML page"),
    BadAnswer(status: 403, body: "<html></html>", verdict: .unclear, code: "http-403"),
    BadAnswer(status: 400, body: "<html></html>", verdict: .unclear, code: "http-400"),
    BadAnswer(status: 404, body: "", verdict: .unclear, code: "http-404", message: "HTTP 404"),
    BadAnswer(status: 404, body: "{}", verdict: .unclear, code: "http-404"),
    BadAnswer(status: 400, body: "[]", verdict: .unclear, code: "http-400"),
    BadAnswer(status: 400, body: #"{"code":"#, verdict: .unclear, code: "http-400"),
    BadAnswer(status: 301, body: "", verdict: .unclear, code: "http-301"),
    BadAnswer(status: 404, body: #"{"error":"Not Found"}"#, verdict: .terminal, code: "http-404"),
  ]
}

@Suite struct RefusalTests {
  @Test(arguments: BadAnswer.table)
  func table(_ bad: BadAnswer) async throws {
    for call in PortCall.all {
      let response = HTTPResponse(status: bad.status, headers: bad.headers, body: Array(bad.body.utf8))
      let ending = try await call.run(Sample.carrier(answering: response))
      let failure = try #require(ending.failure, "\(call.name) took it for an answer")
      let isUnknown: Bool
      switch bad.verdict {
      case .unclear: isUnknown = call.isWrite
      default: isUnknown = false
      }
      #expect(ending.kind == (isUnknown ? .unknown : .refused), "\(call.name)")
      switch bad.verdict {
      case .terminal, .account: #expect(failure.kind == .terminal, "\(call.name)")
      case .transient: #expect(failure.kind == .transient, "\(call.name)")
      case .unclear: #expect(failure.kind == (call.isWrite ? .ambiguous : .transient), "\(call.name)")
      }
      #expect(failure.scope == (bad.verdict == .account ? .account : .call), "\(call.name)")
      #expect(failure.code == bad.code, "\(call.name)")
      #expect(failure.httpStatus == bad.status)
      #expect(failure.retryAfterMilliseconds == bad.retryAfter)
      if let message = bad.message { #expect(failure.message == message) }
    }
  }

  @Test(arguments: PortCall.all)
  func transportFailuresPassThrough(_ call: PortCall) async throws {
    let unsent = RecordingTransport([.failure(.unsent(code: "connect", detail: "refused"))])
    let first = try await call.run(Sample.carrier(unsent))
    #expect(
      first == Ending(kind: .unsent, failure: Failure(.transient, code: "connect", message: "refused")))
    let unknown = RecordingTransport([.failure(.unknown(code: "timeout", detail: "30 s"))])
    let second = try await call.run(Sample.carrier(unknown))
    let kind: Failure.Kind = call.isWrite ? .ambiguous : .transient
    #expect(second == Ending(kind: .unknown, failure: Failure(kind, code: "timeout", message: "30 s")))
  }

  /// A good status with a body that is none: a captive portal, a cut-off body, an error told as success.
  @Test(arguments: PortCall.all)
  func unreadableSuccess(_ call: PortCall) async throws {
    for body in ["<html>hello</html>", "{\"uuid\":", "\u{FF}\u{0}"] {
      // The made-up barcode is asked for only to learn whether the bearer is let in.
      if call.name == "checkTrackingBearer" { continue }
      let ending = try await call.run(Sample.carrier(answering: .json(body)))
      #expect(ending.kind == (call.isWrite ? .unknown : .refused))
      #expect(ending.failure?.kind == (call.isWrite ? .ambiguous : .transient))
      #expect(ending.failure?.code == (call.good.hasPrefix("%PDF") ? "not-pdf" : "not-json"))
    }
    let told = try await call.run(
      Sample.carrier(answering: .json(#"{"code":"UPE01002","message":"width is missing"}"#)))
    switch call.name {
    case "createAddress", "createClient", "createGroup", "createShipment", "deleteShipment":
      #expect(told.kind == .unknown)
      #expect(told.failure?.message.hasSuffix("UPE01002 width is missing") == true)
    case "sticker":
      #expect(told.kind == .refused)
      #expect(told.failure?.kind == .terminal)
      #expect(told.failure?.code == "UPE01002")
    default: break
    }
  }

  @Test func onlyTheServiceItselfSaysNotFound() async throws {
    let gone = HTTPResponse.json(#"{"code":"UPE02000","message":"Shipment not found"}"#, status: 404)
    let barcode = try Sample.barcode()
    #expect(await Sample.carrier(answering: gone).findClient(externalID: "e").value == .some(nil))
    #expect(await Sample.carrier(answering: gone).shipment(barcode: barcode).value == .some(nil))
    #expect(await Sample.carrier(answering: gone).lifecycle(Sample.shipment).value == .gone)
    #expect(await Sample.carrier(answering: gone).deleteShipment(Sample.shipment).ending.kind == .done)
    #expect(await Sample.carrier(answering: gone).groups(sender: Sample.sender).value == [])
    #expect(await Sample.carrier(answering: gone).checkTrackingBearer().ending.kind == .done)
    let answer = await Sample.carrier(answering: gone).lastStatuses([barcode]).value
    #expect(answer == TrackingAnswer(found: [:], notFound: [barcode]))
    // An unknown group is no empty group: its shipments may live on without it.
    #expect(await Sample.carrier(answering: gone).shipments(group: Sample.group).ending.kind == .refused)
    #expect(await Sample.carrier(answering: gone).sticker(Sample.shipment, size: .a4).ending.kind == .refused)

    for other in [
      HTTPResponse.html(404), .json("", status: 404), .json(#"{"error":"Not Found"}"#, status: 404),
    ] {
      #expect(await Sample.carrier(answering: other).findClient(externalID: "e").ending.kind == .refused)
      #expect(await Sample.carrier(answering: other).shipment(barcode: barcode).ending.kind == .refused)
      #expect(await Sample.carrier(answering: other).lifecycle(Sample.shipment).ending.kind == .refused)
      #expect(await Sample.carrier(answering: other).deleteShipment(Sample.shipment).ending.kind != .done)
      #expect(await Sample.carrier(answering: other).lastStatuses([barcode]).ending.kind == .refused)
    }
  }

  @Test func secretsNeverComeBackInAText() async throws {
    let words = "https://h/x?token=party-8c9d%2B0e%2F1f ecom-0a1b2c3d party-8c9d+0e/1f track-4e5f6a7b"
    let body = #"{"code":"UPE01002","message":"\#(words)","errors":["\#(words)"]}"#
    var endings: [Ending] = []
    for call in PortCall.all {
      for status in [200, 400, 401, 429, 500, 503] {
        endings.append(try await call.run(Sample.carrier(answering: .json(body, status: status))))
      }
      for failure in [TransportFailure.unsent(code: "c", detail: words), .unknown(code: "c", detail: words)] {
        endings.append(try await call.run(Sample.carrier(RecordingTransport([.failure(failure)]))))
      }
    }
    #expect(endings.filter { $0.failure != nil }.count > PortCall.all.count * 6)
    for ending in endings {
      let text = "\(ending)"
      for secret in ["ecom-0a1b2c3d", "track-4e5f6a7b", "party-8c9d"] { #expect(!text.contains(secret)) }
    }
  }

  @Test func longAndControlTextIsBounded() async throws {
    let body = #"{"code":"UPE01002","message":"a\n\u0000b\#(String(repeating: "ж", count: 2_000))"}"#
    let outcome = await Sample.carrier(answering: .json(body, status: 400)).lifecycle(Sample.shipment)
    let message = try #require(outcome.failure?.message)
    #expect(message.unicodeScalars.count == 500)
    #expect(message.hasPrefix("a  bжж"))
  }

  @Test func deepNestingIsNoTrap() async throws {
    let depth = 20_000
    let lists = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let errors = String(repeating: #"{"errors":["#, count: 250) + String(repeating: "]}", count: 250)
    for body in [lists, errors] {
      for status in [200, 400] {
        for call in PortCall.all {
          _ = try await call.run(Sample.carrier(answering: .json(body, status: status)))
        }
      }
    }
  }
}
