// From bytes to an outcome. The question behind every branch is the core's: may the call have had an effect?
// The API's own refusal says no. HTML, half a body or a 5xx says nothing, so a POST becomes `unknown` and a
// GET, which has no effect to lose, becomes a transient refusal. The table is retailcrm-api.md section 3.
import Foundation
import HTTPTransport
import ShippingCore

struct AnswerReading: Sendable {
  /// Unicode scalars of a message kept.
  static let longestMessage = 500

  let redaction: Redaction

  func read<Payload: Decodable & Sendable>(
    _ result: Result<HTTPResponse, TransportFailure>, to method: HTTPRequest.Method, as type: Payload.Type,
    aids: ReadingAids = ReadingAids()
  ) -> Outcome<Payload> {
    switch result {
    case .success(let response): return read(response, to: method, as: type, aids: aids)
    case .failure(.unsent(let code, let detail)):
      return .unsent(Failure(.transient, code: code, message: words(detail)))
    case .failure(.unknown(let code, let detail)):
      let kind: Failure.Kind = method == .get ? .transient : .ambiguous
      return .unknown(Failure(kind, code: code, message: words(detail)))
    }
  }

  private func read<Payload: Decodable & Sendable>(
    _ response: HTTPResponse, to method: HTTPRequest.Method, as type: Payload.Type, aids: ReadingAids
  ) -> Outcome<Payload> {
    let call = Call(method: method, response: response)
    if call.saysEnoughByStatus {
      let answer = try? decode(response.body, as: Answer<Nothing>.self, aids: aids).get()
      return refusal(call, message: nil, text: answer?.errorText)
    }
    switch decode(response.body, as: Answer<Payload>.self, aids: aids) {
    case .failure(let lost): return noAnswer(call, code: lost.code, lost.message)
    case .success(let answer):
      guard call.isSuccess, answer.success != false, let payload = answer.payload else {
        return refusal(call, message: answer.errorMessage, text: answer.errorText)
      }
      switch payload {
      case .success(let value): return .done(value)
      case .failure(let odd):
        return noAnswer(
          call, code: "odd-answer", "\(odd.expected) is expected at \(odd.path)", path: odd.path)
      }
    }
  }

  /// What stands in place of an answer of the API.
  private struct Lost: Error {
    var code: String
    var message: String
  }

  private func decode<Value: Decodable>(
    _ body: [UInt8], as type: Value.Type, aids: ReadingAids
  ) -> Result<Value, Lost> {
    let blanks = Set("\u{FEFF} \t\r\n".utf8)
    if body.first(where: { !blanks.contains($0) }) == UInt8(ascii: "<") {
      return .failure(Lost(code: "html", message: "a web page of \(body.count) bytes instead of an answer"))
    }
    // Checked here because the decoder would take other encodings for what they are not.
    guard String(validating: body, as: UTF8.self) != nil else {
      return .failure(Lost(code: "not-json", message: "\(body.count) bytes that are not UTF-8"))
    }
    let decoder = JSONDecoder()
    if let key = ReadingAids.key { decoder.userInfo[key] = aids }
    do {
      return .success(try decoder.decode(Value.self, from: Data(body)))
    } catch {
      return .failure(Lost(code: "not-json", message: "\(body.count) bytes that are no answer in JSON"))
    }
  }

  // MARK: Outcomes

  private struct Call {
    let method: HTTPRequest.Method
    let response: HTTPResponse

    var status: Int { response.status }
    var isSuccess: Bool { (200..<300).contains(status) }
    /// Throttled, or sent elsewhere: whatever the body is, nothing was done.
    var saysEnoughByStatus: Bool { status == 429 || status == 503 || (300..<400).contains(status) }

    var retryAfterMilliseconds: Int64? {
      let serverNow = response.headers["date"].flatMap(HTTPDate.parse)
      let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: serverNow) }
      return wait?.wholeMilliseconds
    }
  }

  /// Nothing that the API itself said.
  private func noAnswer<Value>(
    _ call: Call, code: String, _ message: String, path: String? = nil
  ) -> Outcome<Value> {
    let failure = Failure(
      call.method == .get ? .transient : .ambiguous, code: call.status >= 500 ? "http-\(call.status)" : code,
      message: words(message), httpStatus: call.status, path: path)
    return call.method == .get ? .refused(failure) : .unknown(failure)
  }

  private func refusal<Value>(_ call: Call, message: String?, text: String?) -> Outcome<Value> {
    switch Refusal(status: call.status, message: message) {
    case .lost:
      return noAnswer(call, code: "http-\(call.status)", text.nonEmpty ?? "HTTP status \(call.status)")
    case .no(let kind, let scope, let code):
      return .refused(
        Failure(
          kind, code: code, message: words(text.nonEmpty ?? "HTTP status \(call.status)"), scope: scope,
          httpStatus: call.status,
          retryAfterMilliseconds: kind == .transient ? call.retryAfterMilliseconds : nil))
    }
  }

  private func words(_ text: String) -> String {
    let redacted = redaction.redact(text)
    return String(String.UnicodeScalarView(redacted.unicodeScalars.prefix(Self.longestMessage)))
  }
}

extension String? {
  fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}
