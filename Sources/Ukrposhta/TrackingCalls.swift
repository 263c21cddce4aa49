// Status tracking of many barcodes in one call (ukrposhta-api.md section 11). "Not found" is an answer, not
// an error: the post knows a parcel from the moment it takes it in; when it knows none of those asked, it
// says so with a 404. `step` is no order of time, so the newest event is chosen by date. One odd event
// never hides another barcode's.
import HTTPTransport
public import ShippingCore
public import SyncEngine

extension UkrposhtaCarrier {
  /// Barcodes that one call may ask for.
  public static let trackingBatchLimit = 100

  /// The same for the call that answers whole histories.
  public static let historyBatchLimit = 50

  public var tracksEvents: Bool { exchange.secrets.trackingBearer != nil }

  public func lastStatuses(_ barcodes: [Barcode]) async -> Outcome<TrackingAnswer> {
    await track(barcodes, by: "statuses/last/with-not-found", limit: Self.trackingBatchLimit).map { all in
      TrackingAnswer(
        found: all.found.compactMapValues(Self.newest), notFound: all.notFound, odd: all.odd)
    }
  }

  /// A service that answers the last event where the history was asked for is taken at its word.
  public func statuses(_ barcodes: [Barcode]) async -> Outcome<HistoryAnswer> {
    await track(barcodes, by: "statuses/with-not-found", limit: Self.historyBatchLimit)
  }

  private func track(_ barcodes: [Barcode], by template: String, limit: Int) async -> Outcome<HistoryAnswer> {
    if barcodes.isEmpty { return .done(HistoryAnswer(found: [:], notFound: [])) }
    guard tracksEvents else {
      return .refused(
        Failure(.terminal, code: "tracking-bearer-missing", message: "no StatusTracking bearer is configured")
      )
    }
    guard barcodes.count <= limit else {
      return .refused(
        Failure(
          .terminal, code: "too-many-barcodes",
          message: "\(barcodes.count) barcodes in one call, at most \(limit)"))
    }
    var call = Call(
      .post, template, service: .tracking, token: false, body: barcodes.map(\.text), effect: .read)
    if limit == Self.historyBatchLimit { call.responseLimit = Self.listingLimit }
    let outcome = await exchange.send(call, reading: WireStatuses.self) {
      (answer) throws(OddAnswer) -> HistoryAnswer in
      if let path = answer.oddPath { throw OddAnswer(path: path, message: "no map of events") }
      return Self.sorted(answer, asked: barcodes, zone: zone)
    }
    if outcome.isNotFound { return .done(HistoryAnswer(found: [:], notFound: Set(barcodes))) }
    return outcome
  }

  private static func newest(_ events: [TrackingEvent]) -> TrackingEvent? {
    events.dropFirst().reduce(events.first) { best, event in
      best.map { event.isNewer(than: $0) } ?? true ? event : best
    }
  }

  /// Every barcode asked for ends in `found`, `notFound` or `odd`; in `found` and `odd` when only some of
  /// its events could be read. Barcodes that nobody asked for are passed over.
  private static func sorted(_ answer: WireStatuses, asked: [Barcode], zone: PostZone) -> HistoryAnswer {
    var result = HistoryAnswer(found: [:], notFound: [])
    let asked = Set(asked)
    for entry in answer.events {
      guard let barcode = entry.barcode ?? (asked.count == 1 ? asked.first : nil), asked.contains(barcode)
      else {
        continue
      }
      do {
        let event = try entry.read(in: zone)
        if result.found[barcode]?.contains(event) == true { continue }
        result.found[barcode, default: []].append(event)
      } catch {
        guard result.odd[barcode] == nil else { continue }
        result.odd[barcode] = Failure(
          .transient, code: error.code, message: error.message, httpStatus: 200, path: error.path)
      }
    }
    for barcode in result.found.keys {
      result.found[barcode]?.sort { $1.isNewer(than: $0) }
    }
    let unknown = Set(answer.notFound).union(answer.withoutEvents)
    for barcode in asked where result.found[barcode] == nil && result.odd[barcode] == nil {
      if unknown.contains(barcode) {
        result.notFound.insert(barcode)
      } else {
        result.odd[barcode] = Failure(
          .transient, code: "not-answered", message: "neither found nor not found", httpStatus: 200,
          path: "found.\(barcode)")
      }
    }
    return result
  }
}
