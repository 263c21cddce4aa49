// The transport of the daemon: libcurl's multi interface on one thread of its own. This file is the door;
// CurlLoop owns the thread, CurlMulti the handles, CurlTransfer one call.
//
// What a newcomer gets wrong is repetition. When a kept connection ends before the first byte of an answer,
// libcurl sends the request again on a fresh connection, for POST as well, up to five times
// (Curl_retry_request in its lib/transfer.c); the peer may have acted on the first. Forbidding reuse would
// cost a TLS handshake a POST. So a request that is not `repeatable` may pass curl's pre-request callback
// once: the second time it is stopped, and the caller is told `unknown`.

import CurlShim

public final class CurlTransport: Transport {
  public struct Configuration: Sendable {
    public var userAgent = "ukrposhta-syncd"
    /// Name lookup, connect and TLS together.
    public var connectTimeout: Duration = .seconds(10)
    /// A call that moves less than a byte a second for so long is given up, also while the peer thinks: a PDF
    /// of labels may take a minute.
    public var stallTimeout: Duration = .seconds(90)
    /// A kept connection that was quiet for so long is not used for a request that must not go out twice: most
    /// servers close theirs after 15 to 75 seconds, and losing that race costs a look-up. Whole seconds.
    public var longestQuiet: Duration = .seconds(15)
    /// The same for a request that may go out twice.
    public var longestQuietRepeatable: Duration = .seconds(60)
    /// How long `shutdown()` waits for calls in flight.
    public var drainTimeout: Duration = .seconds(35)
    /// 1…32 calls at once; more wait in line.
    public var maximumInFlight = CurlTransport.mostInFlight
    /// HTTP/2 where the peer offers it.
    public var usesHTTP2 = true
    /// Whether `https_proxy` and `no_proxy` count. Loopback is never reached through a proxy.
    public var usesProxyEnvironment = false
    /// A PEM file of certificates trusted besides the system's.
    public var caFile: String?

    public init() {}
  }

  /// For health: with calls in hand the thread turns at least once a second; without calls it sleeps.
  public struct Heartbeat: Sendable, Equatable {
    /// CLOCK_MONOTONIC.
    public var lastTurnMilliseconds: Int64
    /// Calls in flight and in line.
    public var load: Int
  }

  public static let mostInFlight = 32

  private let loop: CurlLoop

  /// Starts the thread. Should that be impossible, every call is told `.unsent` with code "curl-unavailable".
  public init(configuration: Configuration) {
    loop = CurlLoop(configuration)
    loop.start()
  }

  deinit {
    loop.abandon()
  }

  public var heartbeat: Heartbeat { loop.heartbeat }

  /// Cancellation of the task is ignored on purpose: a call that has left cannot be called back, and giving
  /// up on it would turn a create that worked into one in doubt. The timeout bounds the wait.
  public func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    switch RequestRule.check(request) {
    case .failure(let failure): .failure(failure)
    case .success(let destination): await loop.carry(request, to: destination)
    }
  }

  /// Refuses new calls, gives back those in line as unsent, waits for those in flight at most `drainTimeout`,
  /// ends the rest as unknown, and returns when the thread is gone. May be called more than once.
  public func shutdown() async {
    await loop.drain()
  }
}
