// An answer with a status other than 2xx, turned into an outcome (ukrposhta-api.md section 2). Three voices
// answer under the same addresses: the service itself ({code, message}), the gateway ({error,
// error_description}) and the web server before both (HTML). Only the first two know what became of the
// call; a newcomer takes an nginx 404 for "no such shipment" and makes a second one.
import Foundation
import HTTPTransport
import ShippingCore

struct Refusal {
  /// Characters of a peer's own words that are kept.
  static let messageLimit = 500

  let response: HTTPResponse
  /// `UPE01002`, if the body is a JSON error that has a code.
  let code: String?
  /// What the peer said in words, redacted; nil unless the body is a JSON error.
  let words: String?
  /// Whether the body is a JSON error at all.
  let isSpoken: Bool

  init(_ response: HTTPResponse, redaction: Redaction) {
    self.response = response
    let error = try? JSONDecoder().decode(WireError.self, from: Data(response.body))
    code = error?.code
    words = error?.words.map { Self.bounded(redaction.redact($0)) }
    isSpoken = error?.saysSomething ?? false
  }

  /// Code and words for people.
  var told: String? {
    guard isSpoken else { return nil }
    return [code, words].compactMap { $0 }.joined(separator: " ")
  }

  func outcome<Value: Sendable>(of effect: Effect) -> Outcome<Value> {
    let status = response.status
    if isAboutAccount { return .refused(failure(.terminal, scope: .account)) }
    // The limiter stands before the service and answers without asking it.
    if status == 429 { return .refused(failure(.transient)) }
    if status >= 500 || status == 408 {
      // Some business refusals come with status 500: the service judged the data and made nothing of them.
      // The statuses of a proxy (502, 503, 504) say nothing of that kind, whatever the body.
      if status < 502, isAboutData { return .refused(failure(.terminal)) }
      return unclear(effect)
    }
    guard (400...499).contains(status), isSpoken else { return unclear(effect) }
    return .refused(failure(isUnavailability ? .transient : .terminal))
  }

  /// 401 comes from the gateway only. A 403 with a business code is about one object; an HTML 403 is a web
  /// server.
  private var isAboutAccount: Bool {
    guard (400...499).contains(response.status) else { return false }
    if response.status == 401 || hasFamily("UPE05") { return true }
    return response.status == 403 && !isMarkup && code?.hasPrefix("UPE") != true
  }

  private var isAboutData: Bool { ["UPE01", "UPE03", "UPE04", "UPE07"].contains { hasFamily($0) } }
  private var isUnavailability: Bool { hasFamily("UPE06") || hasFamily("UPE08") }
  private func hasFamily(_ family: String) -> Bool { code?.hasPrefix(family) == true }

  private var isMarkup: Bool {
    response.body.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "<")
  }

  private func unclear<Value: Sendable>(_ effect: Effect) -> Outcome<Value> {
    switch effect {
    case .read: return .refused(failure(.transient))
    case .write: return .unknown(failure(.ambiguous))
    }
  }

  private func failure(_ kind: Failure.Kind, scope: Failure.Scope = .call) -> Failure {
    let silent = isMarkup ? "HTTP \(response.status) with an HTML page" : "HTTP \(response.status)"
    return Failure(
      kind, code: code ?? "http-\(response.status)", message: words ?? silent, scope: scope,
      httpStatus: response.status, retryAfterMilliseconds: retryAfter)
  }

  private var retryAfter: Int64? {
    guard let header = response.headers["retry-after"] else { return nil }
    // The peer's own clock, where it shows it: ours may be off.
    let now = response.headers["date"].flatMap(HTTPDate.parse)
    return RetryAfter.parse(header, now: now)?.wholeMilliseconds
  }

  private static func bounded(_ text: String) -> String {
    let clean = text.unicodeScalars.prefix(messageLimit).map {
      $0.properties.generalCategory == .control ? " " : $0
    }
    return String(String.UnicodeScalarView(clean))
  }
}

extension Outcome {
  /// The service itself said, in JSON, that it knows no such object: codes UPE02….
  var isNotFound: Bool {
    guard case .refused(let failure) = self, failure.kind == .terminal, failure.scope == .call,
      let status = failure.httpStatus
    else { return false }
    return (400...499).contains(status) && failure.code.hasPrefix("UPE02")
  }
}
