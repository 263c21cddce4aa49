// The lines to both services as `doctor` uses them: paced like the service's, patient with a limiter, and with an ear for
// the `Date` of every answer, which shows how far this machine's clock is off.
import HTTPTransport
import Settings
import ShippingCore
import SyncEngine
import Synchronization

struct Wires: Sendable {
  let crm: any Transport
  let post: any Transport
  let crmClock = ServerClock()
  let postClock = ServerClock()
  private let curl: CurlTransport

  /// No call takes longer, whatever the configuration allows the service.
  private static let longestCall = Duration.seconds(15)

  init(_ settings: ServiceSettings) {
    var configuration = CurlTransport.Configuration()
    configuration.connectTimeout = min(settings.timeOuts.connect, Self.longestCall)
    configuration.drainTimeout = .seconds(1)
    let curl = CurlTransport(configuration: configuration)
    self.curl = curl
    var timeOuts = settings.timeOuts
    timeOuts.total = min(timeOuts.total, Self.longestCall)
    timeOuts.label = timeOuts.total
    let timed = TimedTransport(inner: curl, timeOuts: timeOuts)
    func line(_ callsPerSecond: Double, _ clock: ServerClock) -> any Transport {
      // One call at a time: the service may be using up its share at this very moment.
      let pacing = Pacer.Configuration(callsPerSecond: callsPerSecond, burst: 1)
      let paced = PacedTransport(
        DatingTransport(inner: timed, clock: clock), pacing: pacing, pause: SleepingPause())
      return InsistentTransport(inner: paced, pause: SleepingPause())
    }
    crm = line(settings.crm.requestsPerSecond, crmClock)
    post = line(settings.ukrposhta.requestsPerSecond, postClock)
  }

  func close() async { await curl.shutdown() }
}

/// How far a server's clock is ahead of ours, by its answers; nil until one bore a `Date`.
final class ServerClock: Sendable {
  private struct Reading {
    var ahead: Duration
    var roundTrip: Duration
  }
  private let best = Mutex<Reading?>(nil)

  var ahead: Duration? { best.withLock { $0?.ahead } }

  /// The quickest answer tells best. `date` has whole seconds.
  func note(date: Int64, at moment: Instant, roundTrip: Duration) {
    let ahead = Instant(milliseconds: date * 1000 + 500).since(moment)
    best.withLock { best in
      if let known = best, known.roundTrip <= roundTrip { return }
      best = Reading(ahead: ahead, roundTrip: roundTrip)
    }
  }
}

private struct DatingTransport: Transport {
  let inner: any Transport
  let clock: ServerClock

  func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportFailure> {
    let begun = WallTime.uptime()
    let result = await inner.send(request)
    // Beyond any calendar is not a date that a server means.
    let bounds = Int64(0)...253_370_764_800
    if case .success(let response) = result, let text = response.headers["date"],
      let date = HTTPDate.parse(text), bounds.contains(date)
    {
      clock.note(date: date, at: WallTime.now(), roundTrip: WallTime.uptime() - begun)
    }
    return result
  }
}

/// Waits by sleeping: nothing else is done meanwhile.
private struct SleepingPause: Pause {
  func nowMilliseconds() -> Int64 { WallTime.uptime().wholeMilliseconds }

  func pause(milliseconds: Int64) async {
    try? await ContinuousClock().sleep(for: .milliseconds(milliseconds))
  }
}

extension Wires {
  /// Whether a host can be reached at all, and whether its clock and ours agree. Nothing secret is sent. False when there
  /// is no point in asking it anything else.
  static func reach(
    _ url: String, named key: String, by transport: any Transport, clock: ServerClock,
    _ chapter: inout Chapter
  ) async -> Bool {
    let request = HTTPRequest(
      method: .get, url: url, headers: [("Accept", "application/json")], endpoint: "GET (reach)")
    switch await transport.send(request) {
    case .success:
      chapter.ok("\(key)-reach", "\(host(of: url)) answers")
    case .failure(.unsent(let code, let detail)), .failure(.unknown(let code, let detail)):
      let (what, cure) = explain(code, detail, host: host(of: url), key: key)
      chapter.fault("\(key)-reach", what, cure: cure)
      return false
    }
    examine(clock, of: host(of: url), key: key, &chapter)
    return true
  }

  private static func host(of url: String) -> String {
    let rest = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
    return rest.count > 1 ? String(rest[1]) : url
  }

  private static func explain(_ code: String, _ detail: String, host: String, key: String) -> (String, String)
  {
    let setting = key == "crm" ? "crm.url" : "ukrposhta.at"
    switch code {
    case "dns":
      return (
        "\(host) has no address", "mend \(setting), or the machine's name resolution (getent hosts \(host))"
      )
    case "connect":
      return (
        "nobody answers at \(host): \(detail)",
        "mend \(setting), or the firewall that keeps this machine from it"
      )
    case "connect-timeout":
      return ("\(host) does not answer: \(detail)", "let this machine out to \(host), port 443")
    case "certificate": return certificate(detail, host: host, setting: setting)
    case "tls":
      return (
        "\(host) speaks no TLS that is good enough: \(detail)", "mend \(setting), or what stands between"
      )
    default:
      return ("\(host) gives no answer (\(code): \(detail))", "try again; mend \(setting) when it stays so")
    }
  }

  private static func certificate(_ detail: String, host: String, setting: String) -> (String, String) {
    switch CertificateTrouble(detail: detail) {
    case .expired:
      return (
        "the certificate of \(host) has expired", "look at this machine's clock; else \(host) has to renew it"
      )
    case .notYetValid:
      return ("the certificate of \(host) is not valid yet", "set this machine's clock (timedatectl)")
    case .unknownIssuer:
      return (
        "the certificate of \(host) is from an issuer that this machine does not trust",
        "apt install ca-certificates; if something between opens TLS, take \(host) out of that"
      )
    case .wrongHost:
      return ("the certificate is not that of \(host)", "mend \(setting), or the name resolution")
    case .other:
      return ("the certificate of \(host) is refused: \(detail)", "mend \(setting), or what stands between")
    }
  }

  /// The service lives with a small difference; an hour shifts days, time-outs and the age of events.
  private static let tolerated = Duration.seconds(30)
  private static let tooMuch = Duration.seconds(300)

  private static func examine(_ clock: ServerClock, of host: String, key: String, _ chapter: inout Chapter) {
    guard let ahead = clock.ahead else { return }
    let seconds = ahead.components.seconds
    let off = roughly(seconds: abs(seconds))
    let direction = seconds > 0 ? "behind" : "ahead of"
    let cure = "timedatectl set-ntp true (or mend the machine's time service)"
    let size = max(ahead, .zero - ahead)
    if size > tooMuch {
      chapter.fault("\(key)-clock", "this machine's clock is \(off) \(direction) that of \(host)", cure: cure)
    } else if size > tolerated {
      chapter.warn("\(key)-clock", "this machine's clock is \(off) \(direction) that of \(host)", cure: cure)
    } else {
      chapter.ok("\(key)-clock", "agrees with \(host)")
    }
  }
}
