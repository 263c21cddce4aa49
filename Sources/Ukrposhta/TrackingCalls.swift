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

  public func lastStatuses(_ barcodes: [Barcode]) async -> Outcome<TrackingAnswer> {
    if barcodes.isEmpty { return .done(TrackingAnswer(found: [:], notFound: [])) }
    guard exchange.secrets.trackingBearer != nil else {
      return .refused(
        Failure(.terminal, code: "tracking-bearer-missing", message: "no StatusTracking bearer is configured")
      )
    }
    guard barcodes.count <= Self.trackingBatchLimit else {
      return .refused(
        Failure(
          .terminal, code: "too-many-barcodes",
          message: "\(barcodes.count) barcodes in one call, at most \(Self.trackingBatchLimit)"))
    }
    let call = Call(
      .post, "statuses/last/with-not-found", service: .tracking, token: false, body: barcodes.map(\.text),
      effect: .read)
    let outcome = await exchange.send(call, reading: WireStatuses.self) {
      (answer) throws(OddAnswer) -> TrackingAnswer in
      if let path = answer.oddPath { throw OddAnswer(path: path, message: "no map of events") }
      return Self.sorted(answer, asked: barcodes, zone: zone)
    }
    if outcome.isNotFound { return .done(TrackingAnswer(found: [:], notFound: Set(barcodes))) }
    return outcome
  }

  /// Every barcode asked for ends in `found`, `notFound` or `odd`; in `found` and `odd` when only some of
  /// its events could be read. Barcodes that nobody asked for are passed over.
  private static func sorted(_ answer: WireStatuses, asked: [Barcode], zone: PostZone) -> TrackingAnswer {
    var result = TrackingAnswer(found: [:], notFound: [])
    let asked = Set(asked)
    for entry in answer.events {
      guard let barcode = entry.barcode ?? (asked.count == 1 ? asked.first : nil), asked.contains(barcode)
      else {
        continue
      }
      do {
        let event = try entry.read(in: zone)
        if let known = result.found[barcode], !event.isNewer(than: known) { continue }
        result.found[barcode] = event
      } catch {
        guard result.odd[barcode] == nil else { continue }
        result.odd[barcode] = Failure(
          .transient, code: error.code, message: error.message, httpStatus: 200, path: error.path)
      }
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
