// Every recorded error, and the table of retailcrm-api.md section 3: what each answer means for a GET and for
// a POST.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing

@testable import RetailCRM

enum Ending: Equatable, Sendable {
  case done, refused, unsent, unknown

  init<Value>(_ outcome: Outcome<Value>) {
    switch outcome {
    case .done: self = .done
    case .refused: self = .refused
    case .unsent: self = .unsent
    case .unknown: self = .unknown
    }
  }
}

/// What one reply means to a GET and to a POST.
func outcomes(_ reply: ScriptedTransport.Reply) async -> (get: Outcome<HistoryPage>, post: Outcome<Void>) {
  let (crm, _) = adapter(["GET orders/history": [reply], "POST orders/edit": [reply]])
  let get = await crm.history(since: HistoryRecordID(1))
  return (get, await crm.edit(OrderID(1), site: "s", OrderEdit(status: "secret-status")))
}

/// Refusals that are the same for GET and POST.
struct Refused: Sendable {
  var name: String
  var status: Int
  var kind: Failure.Kind = .terminal
  var scope: Failure.Scope = .call
  var code: String
  var message: String

  func check(_ reply: ScriptedTransport.Reply) async {
    let outcomes = await outcomes(reply)
    #expect(Ending(outcomes.get) == .refused)
    #expect(Ending(outcomes.post) == .refused)
    let expected = Failure(kind, code: code, message: message, scope: scope, httpStatus: status)
    #expect(outcomes.get.failure == expected)
    #expect(outcomes.post.failure == expected)
  }
}

@Suite(.enabled(if: Fixtures.areThere, "shared fixtures are not there")) struct ErrorFixtureTests {
  static let files = [
    Refused(
      name: "error-400-code-prefix", status: 400, code: "entity-format",
      message: "Errors in the entity format: code: Code prefix must match integrationCode"),
    Refused(
      name: "error-400-file-upload-no-money", status: 400, code: "http-400",
      message: "Your account doesn't have enough money to upload files."),
    Refused(
      name: "error-400-missing-parameter-integrationmodule", status: 400, code: "parameter-missing",
      message: "Parameter 'integrationModule' is missing"),
    Refused(
      name: "error-400-orders-list-filter", status: 400, code: "input-parameters",
      message: "Errors in the input parameters: children[attachments]: SThis value is not valid."),
    Refused(
      name: "error-400-shipments-input", status: 400, code: "input-parameters",
      message: "Errors in the input parameters"),
    Refused(
      name: "error-404-api-method-not-found", status: 404, code: "method-not-found",
      message: "API method not found"),
    Refused(name: "error-404-order-plate", status: 404, code: "not-found", message: "Not found"),
    Refused(
      name: "error-405-method-not-allowed", status: 405, code: "method-not-allowed",
      message: "Method Not Allowed"),
    Refused(
      name: "error-405-post-invalid-data", status: 405, code: "method-not-allowed", message: "Invalid data"),
    Refused(
      name: "error-503-rate-limit", status: 503, kind: .transient, code: "http-503",
      message: "Rate limit exceeded"),
    Refused(
      name: "error-access-denied", status: 403, scope: .account, code: "access-denied",
      message: "Access denied."),
    Refused(
      name: "error-account-does-not-exist", status: 400, scope: .account, code: "account-unknown",
      message: "Account does not exist."),
    Refused(
      name: "error-account-does-not-exist", status: 404, scope: .account, code: "account-unknown",
      message: "Account does not exist."),
    Refused(
      name: "error-apikey-missing-no-success", status: 400, scope: .account, code: "api-key-missing",
      message: "\"apiKey\" is missing."),
    Refused(
      name: "error-apikey-missing", status: 400, scope: .account, code: "api-key-missing",
      message: "\"apiKey\" is missing."),
    Refused(
      name: "error-apikey-wrong", status: 403, scope: .account, code: "api-key-wrong",
      message: "Wrong \"apiKey\" value."),
    Refused(
      name: "error-entity-format", status: 400, code: "entity-format",
      message: "Errors in the entity format: name: name must be provided"),
    Refused(
      name: "error-errors-map", status: 400, code: "http-400",
      message: "Failed to activate module: id: ID must be an integer; test: Test error"),
    Refused(
      name: "error-integration-module-errors-list", status: 400, code: "http-400",
      message:
        "Failed to activate module: Your account has insufficient funds to activate integration module; "
        + "Test error"
    ),
    Refused(
      name: "error-missing-parameter", status: 400, code: "parameter-missing",
      message: "Parameter 'item' is missing"),
  ]

  @Test(arguments: files) func everyError(expected: Refused) async throws {
    await expected.check(try .fixture(expected.name, status: expected.status))
  }

  /// The same body with 200 must not pass for a success.
  @Test(arguments: files) func anErrorWithStatus200(expected: Refused) async throws {
    let outcomes = await outcomes(try .fixture(expected.name))
    #expect(Ending(outcomes.get) == .refused)
    #expect(Ending(outcomes.post) == .refused)
    #expect(outcomes.get.failure?.message == expected.message)
    #expect(outcomes.get.failure?.scope == expected.scope)
  }
}

@Suite struct ErrorTests {
  static let said = [
    Refused(
      name: #"{"errorMsg":"Wrong apiKey value"}"#, status: 403, scope: .account, code: "api-key-wrong",
      message: "Wrong apiKey value"),
    Refused(
      name: #"{"errorMsg":"No way"}"#, status: 403, scope: .account, code: "http-403", message: "No way"),
    Refused(name: "{}", status: 401, scope: .account, code: "http-401", message: "HTTP status 401"),
    Refused(name: #"{"success":false}"#, status: 460, code: "http-460", message: "HTTP status 460"),
    Refused(name: #"{"success":false}"#, status: 200, code: "refused", message: "HTTP status 200"),
    Refused(name: #"{"success":"false","errors":["a","b"]}"#, status: 200, code: "refused", message: "a; b"),
    Refused(name: #"{"success":true,"errorMsg":"e"}"#, status: 400, code: "http-400", message: "e"),
    Refused(
      name: #"{"errorMsg":["e",{"f":1}],"errors":[]}"#, status: 400, code: "http-400", message: "e; f: 1"),
    Refused(
      name: #"{"errorMsg":"e","errors":{"b":{"d":["x","y"],"c":true},"a":null}}"#, status: 400,
      code: "http-400",
      message: "e: b: c: true; b: d: x; b: d: y"),
    Refused(name: "slow down", status: 429, kind: .transient, code: "http-429", message: "HTTP status 429"),
    Refused(
      name: "<html>", status: 503, kind: .transient, code: "http-503", message: "HTTP status 503"),
    Refused(
      name: #"{"errorMsg":"Rate limit exceeded"}"#, status: 400, kind: .transient, code: "rate-limit",
      message: "Rate limit exceeded"),
    Refused(name: "<html>", status: 301, scope: .account, code: "redirected", message: "HTTP status 301"),
  ]

  @Test(arguments: said) func whatTheAPISays(expected: Refused) async {
    await expected.check(.json(expected.name, status: expected.status))
  }

  /// No answer of the API: a GET may be sent again, a POST may have had its effect.
  @Test(arguments: [
    ("<!DOCTYPE html><html>", 405, "html"), ("\u{FEFF} \r\n<html>", 200, "html"), ("<html>", 502, "http-502"),
    ("", 200, "not-json"), ("", 500, "http-500"), (#"{"success":tr"#, 200, "not-json"),
    (#"{"success":true,"history":[{"id":1}"#, 200, "not-json"), ("[]", 200, "not-json"),
    ("null", 200, "not-json"),
    ("true", 200, "not-json"), (#"{"success":"so so"}"#, 200, "not-json"), ("Not Found", 404, "not-json"),
    (#"{"success":false,"errorMsg":"Internal Server Error"}"#, 400, "http-400"),
    (#"{"success":true,"history":[]}"#, 500, "http-500"), (#"{"success":false}"#, 504, "http-504"),
    (#"{"success":false}"#, 408, "http-408"),
  ])
  func noAnswer(body: String, status: Int, code: String) async {
    let outcomes = await outcomes(.json(body, status: status))
    #expect(Ending(outcomes.get) == .refused)
    #expect(outcomes.get.failure?.kind == .transient)
    #expect(Ending(outcomes.post) == .unknown)
    #expect(outcomes.post.failure?.kind == .ambiguous)
    for failure in [outcomes.get.failure, outcomes.post.failure] {
      #expect(failure?.code == code)
      #expect(failure?.httpStatus == status)
      #expect(failure?.scope == .call)
    }
  }

  @Test func bytesThatAreNotUTF8() async {
    let outcomes = await outcomes(
      .bytes(Array(#"{"success":true,"history":[],"x":""#.utf8) + [0xC3, 0x28, 0x22, 0x7D]))
    #expect(outcomes.get.failure?.code == "not-json")
    #expect(Ending(outcomes.post) == .unknown)
  }

  @Test(
    arguments: [
      (["retry-after": "7"], 7000), (["retry-after": "86400"], 300_000), ([:], nil),
      (["retry-after": "Thu, 01 Jan 2026 00:00:30 GMT", "date": "Thu, 01 Jan 2026 00:00:10 GMT"], 20_000),
      (["retry-after": "soon"], nil),
    ] as [([String: String], Int64?)])
  func retryAfter(headers: [String: String], milliseconds: Int64?) async {
    let outcomes = await outcomes(.json("{}", status: 429, headers: headers))
    #expect(outcomes.get.failure?.retryAfterMilliseconds == milliseconds)
    #expect(outcomes.post.failure?.retryAfterMilliseconds == milliseconds)
  }

  @Test func transportFailuresPassThrough() async {
    let unsent = await outcomes(.failure(.unsent(code: "connect", detail: "refused")))
    #expect(Ending(unsent.get) == .unsent)
    #expect(Ending(unsent.post) == .unsent)
    #expect(unsent.post.failure == Failure(.transient, code: "connect", message: "refused"))
    let unknown = await outcomes(.failure(.unknown(code: "timeout", detail: "30 s")))
    #expect(Ending(unknown.get) == .unknown)
    #expect(unknown.get.failure?.kind == .transient)
    #expect(Ending(unknown.post) == .unknown)
    #expect(unknown.post.failure == Failure(.ambiguous, code: "timeout", message: "30 s"))
  }

  @Test func messagesAreRedactedAndBounded() async {
    let long = String(repeating: "довго ", count: 1000)
    let outcomes = await outcomes(.json(#"{"errorMsg":"key \#(testKey) \#(long)"}"#, status: 400))
    for failure in [outcomes.get.failure, outcomes.post.failure] {
      #expect(failure?.message.contains(testKey) == false)
      #expect(failure?.message.hasPrefix("key *** довго") == true)
      #expect(failure?.message.unicodeScalars.count == AnswerReading.longestMessage)
      #expect(failure?.message.contains("secret-status") == false)
    }
    let thrown = await self.outcomesOfFailure()
    #expect(thrown?.message == "cannot reach ***")
  }

  private func outcomesOfFailure() async -> Failure? {
    await outcomes(.failure(.unsent(code: "dns", detail: "cannot reach \(testKey)"))).get.failure
  }

  /// A report says where, never what: the value may be somebody's name.
  @Test func reportsHoldNoValues() async throws {
    let bent = SampleOrder.json.replacing(#""phone":"+380671234567""#, with: #""phone":["+380671234567"]"#)
    let failure = try await SampleOrder.read(SampleOrder.answer(bent)).odd[SampleOrder.id]
    #expect(failure?.message == "text is expected at orders[0].phone")
  }
}
