// The JSON that goes inside a form field. Members that are nil are not sent, because orders/edit changes just
// what it is given; there is no way to write `items`, which would remove those left out (retailcrm-api.md
// section 7).
import Foundation
import ShippingCore
import SyncEngine

/// Form field `order` of orders/edit.
struct WireOrderEdit: Encodable {
  private let delivery: Delivery?
  private let status: String?

  private struct Delivery: Encodable {
    let data: DeliveryData
  }

  private struct DeliveryData: Encodable {
    let externalId: String?
    let trackNumber: String?
    let locked: Bool?

    var isEmpty: Bool { externalId == nil && trackNumber == nil && locked == nil }
  }

  init(_ edit: OrderEdit) {
    let data = DeliveryData(
      externalId: edit.deliveryID, trackNumber: edit.trackNumber, locked: edit.isLocked)
    delivery = data.isEmpty ? nil : Delivery(data: data)
    status = edit.status
  }
}

/// One element of the list in form field `statusUpdate` (retailcrm-api.md section 8).
struct WireTrackingUpdate: Encodable {
  private let deliveryId: String
  private let trackNumber: String?
  private let cost: Decimal?
  private let history: [Status]

  private struct Status: Encodable {
    let code: String
    let updatedAt: String
    let comment: String?
  }

  init(_ update: TrackingUpdate, in zone: AccountZone) {
    deliveryId = update.deliveryID
    trackNumber = update.trackNumber
    cost = update.cost.map { Decimal($0.amount) / 100 }
    history = update.history.map {
      Status(code: $0.code, updatedAt: zone.momentWithOffset($0.updatedAt), comment: $0.comment)
    }
  }
}
