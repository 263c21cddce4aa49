// How a parcel moves: the gestures of offices and couriers, which no API call can make, and whole journeys
// scheduled ahead. The lifecycle of the eCom service follows the newest event by its time, not by its
// arrival. Gestures that could not happen (an event of a parcel nobody handed in, anything after the end)
// throw instead of bending the story.

public struct PostGestureError: Error, CustomStringConvertible, Equatable {
  public var description: String
}

/// A whole way of a parcel, from hand-over to its end.
public enum PostJourney: String, Sendable, CaseIterable {
  case delivered
  /// 31200 and back: ends with 41000 reason 10, which is not a delivery.
  case returned
  case failedThenDelivered
  /// Ends in storage: nobody comes for it.
  case stored
  case cancelledAtCounter

  /// Milliseconds from the start, event code, reason.
  public var steps: [(delay: Int64, code: Int64, reason: Int64?)] {
    let hour: Int64 = 3_600_000
    let toOffice: [(delay: Int64, code: Int64, reason: Int64?)] = [
      (0, 10100, 1), (hour, 20700, 1), (2 * hour, 20800, 1), (12 * hour, 20700, 1), (14 * hour, 21500, 1),
      (24 * hour, 21700, 1),
    ]
    switch self {
    case .delivered: return toOffice + [(40 * hour, 41000, 2)]
    case .failedThenDelivered:
      return toOffice + [(26 * hour, 31100, 3), (30 * hour, 31400, 3), (50 * hour, 41000, 2)]
    case .stored: return toOffice + [(48 * hour, 21400, 1)]
    case .returned:
      return toOffice + [
        (48 * hour, 21400, 1), (336 * hour, 31200, 1), (340 * hour, 20800, 1), (360 * hour, 21700, 1),
        (380 * hour, 41000, 10),
      ]
    case .cancelledAtCounter: return [(0, 10100, 1), (hour / 2, 10600, 1)]
    }
  }
}

struct PostJourneyStep {
  var due: SandboxTime
  var sequence: UInt64
  var barcode: String
  var code: Int64
  var reason: Int64?
}

extension PostService {
  /// Takes the parcel in at an office: REGISTERED, event 10100. From then on PUT and DELETE answer 400.
  public func accept(barcode: String, at moment: SandboxTime) throws(PostGestureError) {
    try event(barcode: barcode, code: 10100, reason: 1, office: nil, at: moment)
  }

  /// Records a tracking event; the lifecycle follows. `office` is a postcode; left out, the office is guessed
  /// from the direction of travel.
  public func event(
    barcode: String, code: Int64, reason: Int64? = nil, office: String? = nil, at moment: SandboxTime
  ) throws(PostGestureError) {
    let position = try movable(barcode, code: code, reason: reason)
    let newest = shipments[position].newestEvent
    let index = office ?? guessedOffice(shipments[position], code: code)
    let place = PostPlaces.place(index)
    let recorded = PostEvent(
      code: code, reason: reason, index: index, office: (place?.officeName ?? index).uppercased(), at: moment,
      step: Self.step(shipments[position].events.count))
    shipments[position].events.append(recorded)
    guard newest.map({ moment >= $0.at }) ?? true else { return }
    let next = Self.lifecycle(after: shipments[position].lifecycle, code: code, reason: reason)
    if next != shipments[position].lifecycle {
      shipments[position].lifecycle = next
      shipments[position].lifecycleAt = moment
    }
  }

  /// A courier takes the parcel to the door: the lifecycle says so, and no event does.
  public func giveToCourier(barcode: String, at moment: SandboxTime) throws(PostGestureError) {
    let position = try movable(barcode, code: 21500, reason: nil)
    shipments[position].lifecycle = .transferredToCourier
    shipments[position].lifecycleAt = moment
  }

  /// The office weighs again: weight and price change, and the service says so when asked.
  public func reweigh(barcode: String, grams: Int64) throws(PostGestureError) {
    guard let position = shipmentByBarcode[barcode], !shipments[position].events.isEmpty,
      (1...PostShipmentRules.parcelLimit).contains(grams)
    else {
      throw PostGestureError(description: "only a parcel at an office can be weighed, and up to 30 kg")
    }
    shipments[position].ordered.parcels[0].weight = grams
    let before = shipments[position].price.total
    shipments[position].price = price(shipments[position].ordered)
    shipments[position].priceChangedAtOffice = shipments[position].price.total != before
  }

  public func schedule(_ journey: PostJourney, barcode: String, from start: SandboxTime)
    throws(PostGestureError)
  {
    guard shipmentByBarcode[barcode] != nil else { throw PostGestureError(description: "no such barcode") }
    for step in journey.steps {
      journeySequence += 1
      journeys.append(
        PostJourneyStep(
          due: start + step.delay, sequence: journeySequence, barcode: barcode, code: step.code,
          reason: step.reason))
    }
    journeys.sort { ($0.due, $0.sequence) < ($1.due, $1.sequence) }
  }

  /// Applies what is due, in order of time. A step that can no longer happen (the shipment was deleted, the
  /// parcel has come to its end) ends that journey.
  public func advanceJourneys(now: SandboxTime) {
    while let step = journeys.first, step.due <= now {
      journeys.removeFirst()
      do {
        try event(barcode: step.barcode, code: step.code, reason: step.reason, office: nil, at: step.due)
      } catch {
        journeys.removeAll { $0.barcode == step.barcode }
      }
    }
  }

  /// When the newest event of a parcel happened.
  public func lastEventAt(barcode: String) -> SandboxTime? {
    shipmentByBarcode[barcode].flatMap { shipments[$0].newestEvent?.at }
  }

  /// When the next scheduled event happens.
  public var nextJourneyStep: SandboxTime? { journeys.first?.due }

  private func movable(_ barcode: String, code: Int64, reason: Int64?) throws(PostGestureError) -> Int {
    guard let position = shipmentByBarcode[barcode] else {
      throw PostGestureError(description: "no such barcode")
    }
    let shipment = shipments[position]
    if shipment.deletedAt != nil { throw PostGestureError(description: "the shipment was deleted") }
    if shipment.lifecycle == .created, ![10100, 10601].contains(code) {
      throw PostGestureError(description: "the parcel was not taken in yet: accept it first (10100)")
    }
    if shipment.lifecycle != .created, code == 10100 {
      throw PostGestureError(description: "the parcel was taken in already")
    }
    let sentBack = shipment.lifecycle == .delivered && (code == 31200 || (code == 41000 && reason == 10))
    if shipment.lifecycle.isFinal, !sentBack {
      throw PostGestureError(description: "the parcel has come to its end: \(shipment.lifecycle.rawValue)")
    }
    return position
  }

  private func guessedOffice(_ shipment: PostShipment, code: Int64) -> String {
    let sender =
      shipment.ordered.dropOffPostcode ?? addresses[shipment.ordered.senderAddressID]?.postcode ?? ""
    let recipient = addresses[shipment.ordered.recipientAddressID]?.postcode ?? ""
    let atSender = [10100, 10600, 10601, 10602, 10603].contains(code) || shipment.events.count < 3
    return atSender || shipment.lifecycle == .returning ? sender : recipient
  }

  /// The recorded history of the official page: 3, 2, 4, 5, 8, 9, 12, 14, 15, 16, then on.
  static func step(_ count: Int) -> Int64 {
    let recorded: [Int64] = [3, 2, 4, 5, 8, 9, 12, 14, 15, 16]
    return count < recorded.count ? recorded[count] : Int64(17 + count - recorded.count)
  }

  static func lifecycle(after current: PostLifecycle, code: Int64, reason: Int64?) -> PostLifecycle {
    let back = current == .returning
    switch code {
    case 10100: return .registered
    case 10600, 10602, 10603: return .canceled
    case 20700, 20800, 20900, 21500: return back ? .returning : .delivering
    case 21700: return back ? .returning : .inDepartment
    case 21400, 31400: return back ? .returning : .storage
    case 31200: return .returning
    case 31300: return back ? .returning : .forwarding
    case 41000: return reason == 10 ? .returned : .delivered
    case 41010: return .returned
    case 48000: return .delivered
    default: return current
    }
  }
}
