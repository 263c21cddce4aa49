// One call to Ukrposhta from its description to an outcome: address, bearer, token, headers, body out;
// status and shape of the answer in. Whether an unclear answer means "try again" or "look first" follows
// from the call's effect, not from its HTTP method: the price and the tracking are POSTs that change
// nothing.
import Foundation
import HTTPTransport
import ShippingCore

/// What a call may leave behind when its answer is lost.
enum Effect: Sendable {
  /// Nothing: an unclear answer is a refusal that passes by itself.
  case read
  /// Perhaps an object more or less: an unclear answer is unknown.
  case write
}

/// A call, described. The template is also the name under which the call is counted, so the two cannot
/// differ.
struct Call: Sendable {
  enum Service: String, Sendable {
    case ecom = ""
    case forms = "forms/"
    case tracking = "tracking/"
    case classifier = "classifier/"
  }

  var service: Service
  var method: HTTPRequest.Method
  /// Path below the service's base; each `{…}` stands for the next of `arguments`.
  var template: String
  var arguments: [String]
  /// `?token=`; only eCom and forms calls know it, and not all of them.
  var carriesToken: Bool
  var query: [(String, String)] = []
  var body: (any Encodable & Sendable)?
  var effect: Effect
  var accept = "application/json"
  var timeout: Duration = .seconds(30)
  var responseLimit = HTTPRequest.defaultResponseLimit

  init(
    _ method: HTTPRequest.Method, _ template: String, _ arguments: [String] = [], service: Service = .ecom,
    token: Bool = true, body: (any Encodable & Sendable)? = nil, effect: Effect
  ) {
    self.service = service
    self.method = method
    self.template = template
    self.arguments = arguments
    carriesToken = token
    self.body = body
    self.effect = effect
  }

  var endpoint: String { "\(method.rawValue) \(service.rawValue)\(template)" }

  /// The path with its arguments, or nil when one is missing, empty or a dot segment, which would address
  /// another object than the one meant.
  var path: String? {
    var rest = arguments[...]
    var segments: [String] = []
    for segment in template.split(separator: "/") {
      guard segment.hasPrefix("{") else {
        segments.append(String(segment))
        continue
      }
      guard let argument = rest.popFirst(), !argument.isEmpty, argument != ".", argument != ".." else {
        return nil
      }
      segments.append(PercentEncoding.encode(argument))
    }
    return rest.isEmpty ? segments.joined(separator: "/") : nil
  }
}

/// An answer of the right status whose content is not what was documented.
struct OddAnswer: Error {
  var code = "odd-answer"
  var path: String?
  var message: String
}

struct Exchange: Sendable {
  let endpoints: UkrposhtaEndpoints
  let secrets: UkrposhtaSecrets
  let transport: any Transport
  let redaction: Redaction

  init(endpoints: UkrposhtaEndpoints, secrets: UkrposhtaSecrets, transport: any Transport) {
    self.endpoints = endpoints
    self.secrets = secrets
    self.transport = transport
    redaction = Redaction(secrets: secrets.all)
  }

  /// Sends the call; `.done` holds an answer of status 2xx, nothing else is said about it.
  func send(_ call: Call) async -> Outcome<HTTPResponse> {
    let request: HTTPRequest
    do {
      request = try self.request(for: call)
    } catch let odd as OddAnswer {
      return .unsent(Failure(.terminal, code: odd.code, message: odd.message))
    } catch {
      return .unsent(Failure(.terminal, code: "not-encodable", message: "the body cannot be written as JSON"))
    }
    switch await transport.send(request) {
    case .success(let response) where (200...299).contains(response.status):
      return .done(response)
    case .success(let response):
      return Refusal(response, redaction: redaction).outcome(of: call.effect)
    case .failure(.unsent(let code, let detail)):
      return .unsent(Failure(.transient, code: code, message: redaction.redact(detail)))
    case .failure(.unknown(let code, let detail)):
      let kind: Failure.Kind = call.effect == .write ? .ambiguous : .transient
      return .unknown(Failure(kind, code: code, message: redaction.redact(detail)))
    }
  }

  /// Sends the call and reads the answer's JSON. What cannot be read is unknown for a write and a transient
  /// refusal for a read.
  func send<Wire: Decodable, Value: Sendable>(
    _ call: Call, reading wire: Wire.Type, _ read: (Wire) throws(OddAnswer) -> Value
  ) async -> Outcome<Value> {
    switch await send(call) {
    case .done(let response):
      guard let answer = try? JSONDecoder().decode(wire, from: Data(response.body)) else {
        let message = "\(response.body.count) bytes that are no JSON of the documented shape"
        return odd(OddAnswer(code: "not-json", message: message), response, call.effect)
      }
      do {
        return .done(try read(answer))
      } catch {
        return odd(error, response, call.effect)
      }
    case .refused(let failure): return .refused(failure)
    case .unsent(let failure): return .unsent(failure)
    case .unknown(let failure): return .unknown(failure)
    }
  }

  /// An answer of status 2xx that does not say what it should. A business error told under such a status is
  /// shown with it, and decides nothing.
  func odd<Value: Sendable>(_ odd: OddAnswer, _ response: HTTPResponse, _ effect: Effect) -> Outcome<Value> {
    var message = odd.message
    if let told = Refusal(response, redaction: redaction).told { message += ": " + told }
    let failure = Failure(
      effect == .write ? .ambiguous : .transient, code: odd.code, message: message,
      httpStatus: response.status,
      path: odd.path)
    return effect == .write ? .unknown(failure) : .refused(failure)
  }

  private func request(for call: Call) throws -> HTTPRequest {
    guard let path = call.path else {
      throw OddAnswer(code: "bad-identity", message: "an id in the path of \(call.endpoint) is empty")
    }
    let base: String
    let bearer: String
    switch call.service {
    case .ecom: (base, bearer) = (endpoints.ecom, secrets.ecomBearer)
    case .forms: (base, bearer) = (endpoints.forms, secrets.ecomBearer)
    case .classifier: (base, bearer) = (endpoints.classifier, secrets.ecomBearer)
    case .tracking:
      guard let own = secrets.trackingBearer else {
        throw OddAnswer(code: "tracking-bearer-missing", message: "no StatusTracking bearer")
      }
      (base, bearer) = (endpoints.tracking, own)
    }
    let query = (call.carriesToken ? [("token", secrets.token)] : []) + call.query
    var headers = [(name: "Authorization", value: "Bearer \(bearer)"), (name: "Accept", value: call.accept)]
    var body: [UInt8]?
    if let content = call.body {
      headers.append((name: "Content-Type", value: "application/json"))
      body = Array(try Self.json(content))
    }
    return HTTPRequest(
      method: call.method, url: base + path + (query.isEmpty ? "" : "?" + PercentEncoding.query(query)),
      headers: headers, body: body, endpoint: call.endpoint, timeout: call.timeout,
      responseLimit: call.responseLimit, repeatable: call.effect == .read)
  }

  /// Keys are sorted, so that a replay writes the same bytes.
  static func json(_ content: any Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(content)
  }
}
