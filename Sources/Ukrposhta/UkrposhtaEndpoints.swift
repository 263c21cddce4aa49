// Where the four services of Ukrposhta live and with what they are entered (ukrposhta-api.md section 1).
// The forms and the tracking have bases of their own, and the tracking has a bearer of its own: neither
// bearer opens the other's door. The counterparty token is no header; it travels in the query and so in
// every careless log.

/// Base addresses, each with a trailing slash.
public struct UkrposhtaEndpoints: Sendable, Hashable {
  public var ecom: String
  public var forms: String
  public var tracking: String
  public var classifier: String

  public init(ecom: String, forms: String, tracking: String, classifier: String) {
    self.ecom = Self.closed(ecom)
    self.forms = Self.closed(forms)
    self.tracking = Self.closed(tracking)
    self.classifier = Self.closed(classifier)
  }

  /// The `www.` belongs to the host: without it the service redirects.
  public static let production = custom(base: "https://www.ukrposhta.ua")

  /// The development host has no classifier; the production one serves both.
  public static let sandbox: UkrposhtaEndpoints = {
    var endpoints = custom(base: "https://dev.ukrposhta.ua")
    endpoints.classifier = production.classifier
    return endpoints
  }()

  /// The four standard paths below a base such as `http://127.0.0.1:8470`.
  public static func custom(base: String) -> UkrposhtaEndpoints {
    let root = closed(base)
    return UkrposhtaEndpoints(
      ecom: root + "ecom/0.0.1", forms: root + "forms/ecom/0.0.1", tracking: root + "status-tracking/0.0.1",
      classifier: root + "address-classifier-ws")
  }

  private static func closed(_ base: String) -> String {
    var root = Substring(base)
    while root.last == "/" { root.removeLast() }
    return root + "/"
  }
}

/// The three secrets of one contract. Printing or dumping the value shows none of them.
public struct UkrposhtaSecrets: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  public let ecomBearer: String
  /// nil when the shop has none: tracking is then refused without a call.
  public let trackingBearer: String?
  /// The counterparty token, `?token=`.
  public let token: String

  /// White space around a secret, such as the line feed at the end of its file, is dropped.
  public init(ecomBearer: String, trackingBearer: String?, token: String) {
    self.ecomBearer = Self.trimmed(ecomBearer)
    self.trackingBearer = trackingBearer.map(Self.trimmed).flatMap { $0.isEmpty ? nil : $0 }
    self.token = Self.trimmed(token)
  }

  public var description: String { "UkrposhtaSecrets(***)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }

  var all: [String] { [ecomBearer, token] + (trackingBearer.map { [$0] } ?? []) }

  private static func trimmed(_ secret: String) -> String {
    var rest = Substring(secret)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
