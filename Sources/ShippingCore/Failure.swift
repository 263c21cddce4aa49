// How a call can end. The four outcomes are not shades of "error": only `unknown` may have had an effect, so only it
// leaves a create in doubt, and only `refused` tells a human something.

/// Why a call did not give its value. Texts are redacted before they get here: no secret, no personal data of ours.
public struct Failure: Error, Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// Will pass by itself: the same call may succeed later.
    case transient
    /// The same call will fail again until somebody changes the data or the configuration.
    case terminal
    /// The call may have had its effect.
    case ambiguous
  }

  /// What the failure concerns: the one call, or everything under the same key.
  public enum Scope: String, Sendable, Codable {
    case call
    /// The key is wrong or lacks a right: nothing under it will work.
    case account
  }

  public var kind: Kind
  public var scope: Scope
  /// Stable, for counting and for the problem catalogue: `UPE01002`, `http-502`, `timeout`, `not-json`, …
  public var code: String
  /// What the peer said, whole, or what we saw. For people; never branched on.
  public var message: String
  /// HTTP status of the answer, if there was one.
  public var httpStatus: Int?
  /// Where in the answer: a JSON path such as `orders[3].delivery.data`.
  public var path: String?
  /// How long the peer asked us to wait.
  public var retryAfterMilliseconds: Int64?

  public init(
    _ kind: Kind, code: String, message: String, scope: Scope = .call, httpStatus: Int? = nil,
    path: String? = nil,
    retryAfterMilliseconds: Int64? = nil
  ) {
    self.kind = kind
    self.scope = scope
    self.code = code
    self.message = message
    self.httpStatus = httpStatus
    self.path = path
    self.retryAfterMilliseconds = retryAfterMilliseconds
  }
}

/// How one call to a service ended.
public enum Outcome<Value: Sendable>: Sendable {
  case done(Value)
  /// The peer said no; the call had no effect.
  case refused(Failure)
  /// The call surely did not reach the peer.
  case unsent(Failure)
  /// The call was, or may have been, sent, and there is no whole answer.
  case unknown(Failure)

  public var failure: Failure? {
    switch self {
    case .done: return nil
    case .refused(let failure), .unsent(let failure), .unknown(let failure): return failure
    }
  }

  public func map<Other: Sendable>(_ transform: (Value) -> Other) -> Outcome<Other> {
    switch self {
    case .done(let value): return .done(transform(value))
    case .refused(let failure): return .refused(failure)
    case .unsent(let failure): return .unsent(failure)
    case .unknown(let failure): return .unknown(failure)
    }
  }
}
