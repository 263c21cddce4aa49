// The handles: one multi, at most 32 easies in it, a line of calls behind them. Belongs to curl's thread,
// like everything it owns. Easy handles are kept and reset between calls: a reset handle remembers its TLS
// sessions.

import CurlShim

final class CurlMulti {
  let handle: UnsafeMutableRawPointer

  private let settings: CurlSettings
  private let maximumInFlight: Int
  private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var waiting: [Call] = []
  private var spare: [UnsafeMutableRawPointer] = []
  private var nextNumber: UInt64 = 0
  private var finished = 0

  init?(_ configuration: CurlTransport.Configuration) {
    guard let handle = curl_multi_init() else { return nil }
    self.handle = handle
    settings = CurlSettings(configuration)
    maximumInFlight = min(max(configuration.maximumInFlight, 1), CurlTransport.mostInFlight)
    // Kept connections, of all peers together. A refusal leaves libcurl's own bound, four a handle.
    _ = CurlShim_multi_setopt_long(handle, CURLMOPT_MAXCONNECTS, CurlTransport.mostInFlight)
  }

  var hasWork: Bool { !active.isEmpty || !waiting.isEmpty }

  func queue(_ calls: [Call]) {
    waiting += calls
  }

  /// How many calls were reported since this was last asked.
  func takeFinished() -> Int {
    defer { finished = 0 }
    return finished
  }

  /// Starts what may start, lets libcurl work, reports what has ended.
  func turn(now: Int64) {
    startWaiting(now: now)
    var running: Int32 = 0
    let code = curl_multi_perform(handle, &running)
    if code != CURLM_OK { endActive(code: "curl-multi", detail: String(cString: curl_multi_strerror(code))) }
    reportFinished()
    // A place that came free is filled in this turn, and its socket work begins before the wait.
    if startWaiting(now: now) { _ = curl_multi_perform(handle, &running) }
  }

  /// Waits for sockets, for libcurl's own timers or for a wakeup.
  func wait(milliseconds: Int64) {
    let code = curl_multi_poll(handle, nil, 0, Int32(milliseconds), nil)
    // Without a working poll the loop would spin: better an honest end of what is in flight.
    if code != CURLM_OK { endActive(code: "curl-multi", detail: String(cString: curl_multi_strerror(code))) }
  }

  /// Calls in line have not left: they go back at once.
  func giveBackQueue(_ failure: TransportFailure) {
    for call in waiting { report(call, .failure(failure)) }
    waiting.removeAll()
  }

  /// Ends what is in flight: unsent where nothing has left yet, else unknown.
  func endActive(code: String, detail: String) {
    for transfer in active.values.sorted(by: { $0.number < $1.number }) {
      finish(transfer, transfer.ended(code: code, detail: detail))
    }
  }

  /// After the last call. The multi goes last: its handles may still call back while they are removed.
  func close() {
    for easy in spare { curl_easy_cleanup(easy) }
    spare.removeAll()
    curl_multi_cleanup(handle)
  }

  // MARK: Starting

  @discardableResult
  private func startWaiting(now: Int64) -> Bool {
    guard !waiting.isEmpty else { return false }
    returnOverdue(now: now)
    let before = active.count
    var taken = 0
    while taken < waiting.count, active.count < maximumInFlight {
      start(waiting[taken])
      taken += 1
    }
    waiting.removeFirst(taken)
    return active.count > before
  }

  /// A call that has stood in line for longer than it may last is given back, unsent.
  private func returnOverdue(now: Int64) {
    waiting.removeAll { call in
      guard now - call.arrivedAt > Monotonic.milliseconds(in: call.request.timeout) else { return false }
      let detail = "no place among \(maximumInFlight) in time"
      report(call, .failure(.unsent(code: "queue-timeout", detail: detail)))
      return true
    }
  }

  private func start(_ call: Call) {
    if call.destination.isHTTPS, let refusal = settings.refusal { return report(call, .failure(refusal)) }
    guard let easy = spare.popLast() ?? curl_easy_init() else {
      return report(call, .failure(.unsent(code: "memory", detail: "no easy handle")))
    }
    nextNumber += 1
    let transfer = CurlTransfer(call, easy: easy, number: nextNumber)
    if let failure = transfer.configure(settings) {
      put(back: easy)
      return report(call, .failure(failure))
    }
    let code = curl_multi_add_handle(handle, easy)
    guard code == CURLM_OK else {
      put(back: easy)
      let detail = String(cString: curl_multi_strerror(code))
      return report(call, .failure(.unsent(code: "curl-setup", detail: detail)))
    }
    active[easy] = transfer
  }

  // MARK: Ending

  private func reportFinished() {
    var easy: UnsafeMutableRawPointer?
    var result = CURLE_OK
    while CurlShim_multi_next_finished(handle, &easy, &result) {
      guard let easy, let transfer = active[easy] else { continue }
      finish(transfer, transfer.outcome(result))
    }
  }

  private func finish(_ transfer: CurlTransfer, _ outcome: Outcome) {
    curl_multi_remove_handle(handle, transfer.easy)
    put(back: transfer.easy)
    active[transfer.easy] = nil
    report(transfer.call, outcome)
  }

  /// The reset takes every pointer of ours out of the handle; the transfer may go after it.
  private func put(back easy: UnsafeMutableRawPointer) {
    curl_easy_reset(easy)
    spare.append(easy)
  }

  private func report(_ call: Call, _ outcome: Outcome) {
    finished += 1
    call.continuation.resume(returning: outcome)
  }
}
