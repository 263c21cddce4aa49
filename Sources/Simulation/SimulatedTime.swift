// The hand-driven time of a life: monotonic time moves only from event to event, wall time follows it with an offset
// that may step in either direction.
internal import Sandbox
internal import ShippingCore

final class SimulatedTime: @unchecked Sendable {
  // Unchecked: touched only by the thread that drives the life, like the executor.
  private struct Event {
    var due: Int64
    var sequence: UInt64
    var body: () -> Void
  }

  private var events: [Event] = []
  private var sequence: UInt64 = 0
  private(set) var uptimeMilliseconds: Int64 = 0
  private let origin: Int64

  /// A life begins on 2026-11-23T06:00:00Z, or that much later.
  init(startsLateSeconds: Int64 = 0) {
    origin = 1_795_413_600_000 + startsLateSeconds * 1000
  }

  /// How far the wall clock of the daemon's machine is off. The services keep the true time.
  var wallOffset: Int64 = 0

  /// The true time, which the simulated services live by.
  var trueMilliseconds: Int64 { origin + uptimeMilliseconds }
  /// What the daemon's machine believes.
  var wall: Instant { Instant(milliseconds: trueMilliseconds + wallOffset) }

  /// Runs `body` after the delay; the number identifies it for `cancel`.
  @discardableResult
  func after(milliseconds: Int64, _ body: @escaping () -> Void) -> UInt64 {
    sequence += 1
    let event = Event(due: uptimeMilliseconds + max(0, milliseconds), sequence: sequence, body: body)
    var index = events.count
    // Sorted latest first, so that the next event is taken from the end.
    while index > 0, (events[index - 1].due, events[index - 1].sequence) < (event.due, event.sequence) {
      index -= 1
    }
    events.insert(event, at: index)
    return sequence
  }

  func cancel(_ number: UInt64) {
    if let index = events.lastIndex(where: { $0.sequence == number }) { events.remove(at: index) }
  }

  /// Moves to the next event no later than `limit` and runs it; false when there is none.
  func step(until limit: Int64) -> Bool {
    guard let next = events.last, next.due <= limit else {
      uptimeMilliseconds = max(uptimeMilliseconds, limit)
      return false
    }
    events.removeLast()
    uptimeMilliseconds = max(uptimeMilliseconds, next.due)
    next.body()
    return true
  }

  func pause(milliseconds: Int64) async {
    await withUnsafeContinuation { continuation in
      after(milliseconds: milliseconds) { continuation.resume() }
    }
  }
}
