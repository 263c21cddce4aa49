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
  private let customFields: [String: WireFieldValue]?

  private struct Delivery: Encodable {
    let data: DeliveryData?
    let cost: Decimal?
    let netCost: Decimal?
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
    let hasCost = edit.cost != nil || edit.netCost != nil
    delivery =
      data.isEmpty && !hasCost
      ? nil
      : Delivery(
        data: data.isEmpty ? nil : data, cost: edit.cost?.decimal, netCost: edit.netCost?.decimal)
    status = edit.status
    customFields = edit.customFields?.mapValues { WireFieldValue(value: $0) }
  }
}

/// A custom field's value in the JSON type it has.
private struct WireFieldValue: Encodable {
  let value: FieldValue

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .text(let text): try container.encode(text)
    case .number(let number):
      // Through text: 44.6 must not become 44.600000000000001.
      try container.encode(Decimal(string: "\(number)") ?? Decimal(number))
    case .flag(let flag): try container.encode(flag)
    case .list(let codes): try container.encode(codes)
    }
  }
}

extension Kopiykas {
  fileprivate var decimal: Decimal { Decimal(amount) / 100 }
}

/// Form field `file` of files/{id}/edit (retailcrm-api.md section 9).
struct WireFileEdit: Encodable {
  private let filename: String
  private let attachment: [Attachment]

  private struct Attachment: Encodable {
    let order: Owner
  }

  private struct Owner: Encodable {
    let id: Int64
    let site: String?
  }

  init(name: String, order: OrderID, site: String) {
    filename = name
    attachment = [Attachment(order: Owner(id: order.rawValue, site: site.isEmpty ? nil : site))]
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
