// One run of the daemon's process within a life: the ports it was given, and its end. A crash makes every port of the
// incarnation dead at once: nothing it still does has any effect, exactly as if it had been killed between two
// instructions. The next incarnation opens the same ledger file.
internal import HTTPTransport
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

/// Where a life crashes: at the n-th port call, before it has its effect or after.
public struct CrashPoint: Hashable, Sendable {
  public enum Side: String, Hashable, Sendable, CaseIterable {
    case before
    case after
  }
  public var call: Int
  public var side: Side

  public init(call: Int, side: Side) {
    self.call = call
    self.side = side
  }
}

final class Incarnation: @unchecked Sendable {
  // Unchecked: touched only by the thread that drives the life.
  let time: SimulatedTime
  private let counter: PortCounter
  private(set) var isDead = false

  init(time: SimulatedTime, counter: PortCounter) {
    self.time = time
    self.counter = counter
  }

  func die() { isDead = true }

  /// Counts a port call; dies here when this is the point and the side.
  func enter(_ kind: PortCall) -> Int? {
    guard !isDead else { return nil }
    let call = counter.next(kind)
    if counter.isDue(call, .before) { die() }
    return isDead ? nil : call
  }

  func leave(_ call: Int) {
    if counter.isDue(call, .after) { die() }
  }
}

enum PortCall {
  case wire
  case ledger
  /// The ledger's `record`: cursor and queue, where a crash between two commits would lose orders.
  case history
  case spool
  case print
  case message
}

/// Counts port calls over a whole life and knows where to crash.
final class PortCounter {
  private(set) var count = 0
  private(set) var crashes = 0
  var points: Set<CrashPoint> = []
  /// Crash at the next call of this kind, on this side.
  var nextOfKind: (kind: PortCall, side: CrashPoint.Side)?

  func next(_ kind: PortCall) -> Int {
    count += 1
    if let wanted = nextOfKind, wanted.kind == kind {
      points.insert(CrashPoint(call: count, side: wanted.side))
      nextOfKind = nil
    }
    return count
  }

  func isDue(_ call: Int, _ side: CrashPoint.Side) -> Bool {
    guard points.remove(CrashPoint(call: call, side: side)) != nil else { return false }
    crashes += 1
    return true
  }
}

struct SimulatedClock: Clock {
  let incarnation: Incarnation
  let zone: LocalZone

  func now() -> Instant { incarnation.time.wall }
  func uptime() -> Duration { .milliseconds(incarnation.time.uptimeMilliseconds) }
  func boot() -> String { "boot" }
  func localDay(of instant: Instant) -> String { zone.day(of: instant) }
  func localMinute(of instant: Instant) -> Int { zone.minute(of: instant) }

  func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> any Scheduled {
    let incarnation = incarnation
    let number = incarnation.time.after(milliseconds: delay.wholeMilliseconds) {
      if !incarnation.isDead { body() }
    }
    return SimulatedTimer(time: incarnation.time, number: number)
  }
}

private struct SimulatedTimer: Scheduled {
  let time: SimulatedTime
  let number: UInt64

  func cancel() { time.cancel(number) }
}

/// The pacers' time.
struct SimulatedPause: Pause {
  let incarnation: Incarnation

  func nowMilliseconds() -> Int64 { incarnation.time.uptimeMilliseconds }

  func pause(milliseconds: Int64) async {
    // Also for the dead: a pause that returned at once would make its caller ask for ever at the same moment.
    await incarnation.time.pause(milliseconds: milliseconds)
  }
}

/// Jitter from the seed.
final class SimulatedChance: Chance, @unchecked Sendable {
  // Unchecked: touched only by the thread that drives the life.
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  func next() -> Double {
    Double(generator.next() >> 11) * 0x1.0p-53
  }
}
