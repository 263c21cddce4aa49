// What became of the calls to one API since the start: by endpoint and outcome, and how long they took. It outlives the
// pacers, which a reload replaces, so that a counter never falls while the process runs.
//
// What a newcomer gets wrong: a call's duration is that of the wire alone. The wait for the pacer is the pacer's figure;
// mixed together, a slow peer and a short ration of calls would look the same.

public import SyncEngine
import Synchronization

public final class CallMeter: Sendable {
  private struct State {
    var counts = CallCounts()
    var durations = CallFigures.Durations()
  }

  private let state = Mutex(State())

  public init() {}

  public var counts: CallCounts { state.withLock { $0.counts } }

  /// `milliseconds` nil: the call never left.
  func note(
    _ result: Result<HTTPResponse, TransportFailure>, endpoint: String, milliseconds: Int64?
  ) {
    state.withLock { state in
      state.counts.note(result, endpoint: endpoint)
      if let milliseconds { state.durations.note(milliseconds: milliseconds) }
    }
  }

  /// The figures of `api` for the metrics file, with the pace of the transport that is in use.
  public func figures(api: String, pace: PacedTransport.Pace?) -> CallFigures {
    let (counts, durations) = state.withLock { ($0.counts, $0.durations) }
    var figures = CallFigures(api: api)
    figures.durations = durations
    for (endpoint, row) in counts.sorted {
      for (outcome, calls) in row.byOutcome {
        figures.calls.append(CallFigures.Row(endpoint: endpoint, outcome: outcome, calls: calls))
      }
    }
    if let pace {
      figures.pacer = CallFigures.Pacer(
        tokens: pace.tokens, waiting: pace.waiting, callsPerSecond: pace.callsPerSecond,
        blockedMilliseconds: pace.blockedMilliseconds)
    }
    return figures
  }
}

extension CallCounts.Row {
  /// Every outcome there is, also those that did not happen: a series that begins at zero shows its first step.
  fileprivate var byOutcome: [(outcome: String, calls: Int)] {
    [("ok", ok), ("http-4xx", http4xx), ("http-5xx", http5xx), ("unsent", unsent), ("unknown", unknown)]
  }
}
