// Reads every interval. In a rehearsal (both services on this machine) they may be as short as a millisecond;
// against the real services each has a floor, so that a typing error neither eats the shop's key nor makes a
// second shipment.
import ShippingCore

struct PaceReader {
  let isRehearsal: Bool

  private func range(_ floor: Duration, _ ceiling: Duration) -> ClosedRange<Duration> {
    (isRehearsal ? .milliseconds(1) : floor)...ceiling
  }

  func polling(_ top: Section) -> PollingSettings {
    var polling = PollingSettings(
      history: .seconds(15), ordersDelay: .milliseconds(500), trackingMoving: .seconds(300),
      trackingSlow: .seconds(3600), trackingDaily: .seconds(86_400), sweep: .seconds(3600),
      writeBackDelay: .seconds(2),
      missingOrder: .seconds(600))
    guard let section = top.section("polling") else { return polling }
    polling.history = section.duration(
      "history", in: range(.seconds(1), .seconds(3600)), default: polling.history)
    polling.ordersDelay = section.duration(
      "orders-delay", in: .zero ... .seconds(60), default: polling.ordersDelay)
    polling.sweep = section.duration(
      "sweep", in: range(.seconds(60), .seconds(86_400)), default: polling.sweep)
    polling.writeBackDelay = section.duration(
      "write-back-delay", in: .zero ... .seconds(600), default: polling.writeBackDelay)
    polling.missingOrder = section.duration(
      "missing-order", in: range(.seconds(60), .seconds(7 * 86_400)), default: polling.missingOrder)
    if let tracking = section.section("tracking") {
      polling.trackingMoving = tracking.duration(
        "moving", in: range(.seconds(30), .seconds(86_400)), default: polling.trackingMoving)
      polling.trackingSlow = tracking.duration(
        "slow", in: range(.seconds(30), .seconds(86_400)), default: polling.trackingSlow)
      polling.trackingDaily = tracking.duration(
        "daily", in: range(.seconds(3600), .seconds(7 * 86_400)), default: polling.trackingDaily)
      if polling.trackingMoving > polling.trackingSlow {
        tracking.refuse("slow", "must not be shorter than “moving”")
      }
      if polling.trackingSlow > polling.trackingDaily {
        tracking.refuse("daily", "must not be shorter than “slow”")
      }
      tracking.finish()
    }
    section.finish()
    return polling
  }

  /// A window shorter than the carrier may still work on a cut-off request would let a second shipment be
  /// made.
  func inDoubt(_ top: Section, timeOuts: TimeOutSettings) -> InDoubtPolicy {
    var policy = InDoubtPolicy()
    guard let section = top.section("in-doubt") else { return policy }
    policy.window = section.duration(
      "window", in: range(.seconds(120), .seconds(86_400)), default: policy.window)
    if !isRehearsal, policy.window < timeOuts.total * 2 {
      let shortest = DurationText.text(timeOuts.total * 2)
      section.refuse("window", "must be at least twice “time-outs.total”: \(shortest)")
    }
    if let value = section.value("pauses"), let items = value.list() {
      let pauses = items.compactMap { $0.duration(range(.seconds(1), .seconds(3600))) }
      if items.isEmpty || items.count > Self.mostPauses {
        value.refuse("\(items.count) pauses; 1 to \(Self.mostPauses) are allowed")
      }
      if !pauses.isEmpty { policy.pauses = pauses }
    }
    section.finish()
    return policy
  }

  static let mostPauses = 20

  func retry(_ top: Section) -> RetrySettings {
    var retry = RetrySettings(base: .seconds(2), cap: .seconds(300), parkedAccount: .seconds(900))
    guard let section = top.section("retry") else { return retry }
    retry.base = section.duration("base", in: range(.milliseconds(100), .seconds(300)), default: retry.base)
    retry.cap = section.duration("cap", in: range(.seconds(1), .seconds(3600)), default: retry.cap)
    if retry.cap < retry.base { section.refuse("cap", "must not be shorter than “base”") }
    retry.parkedAccount = section.duration(
      "parked-account", in: range(.seconds(60), .seconds(86_400)), default: retry.parkedAccount)
    section.finish()
    return retry
  }

  func timeOuts(_ top: Section) -> TimeOutSettings {
    var timeOuts = TimeOutSettings(connect: .seconds(10), total: .seconds(30), label: .seconds(60))
    guard let section = top.section("time-outs") else { return timeOuts }
    timeOuts.connect = section.duration(
      "connect", in: range(.seconds(1), .seconds(60)), default: timeOuts.connect)
    timeOuts.total = section.duration("total", in: range(.seconds(5), .seconds(300)), default: timeOuts.total)
    timeOuts.label = section.duration("label", in: range(.seconds(5), .seconds(300)), default: timeOuts.label)
    if timeOuts.connect > timeOuts.total {
      section.refuse("total", "must not be shorter than “connect”")
    }
    section.finish()
    return timeOuts
  }
}
