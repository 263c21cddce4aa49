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
  private let customFields: [String: WireValue]?

  private struct Delivery: Encodable {
    let data: [String: RawJSON]?
    let cost: Decimal?
    let netCost: Decimal?
  }

  /// `kept`: members of `delivery.data` that go along unchanged.
  init(_ edit: OrderEdit, kept: [String: RawJSON] = [:]) {
    var data = kept
    if let deliveryID = edit.deliveryID { data["externalId"] = .text(deliveryID) }
    if let number = edit.trackNumber { data["trackNumber"] = .text(number) }
    if let isLocked = edit.isLocked { data["locked"] = .flag(isLocked) }
    if let restored = edit.restored { data[restored.name.rawValue] = RawJSON(restored.value) }
    let hasCost = edit.cost != nil || edit.netCost != nil
    delivery =
      edit.writesData || hasCost
      ? Delivery(
        data: edit.writesData ? data : nil, cost: edit.cost?.decimal, netCost: edit.netCost?.decimal)
      : nil
    status = edit.status
    customFields = edit.customFields.flatMap { $0.isEmpty ? nil : $0.mapValues(WireValue.init) }
  }
}

/// The value of a custom field or of a module's own field: JSON's own flag, number or text.
struct WireValue: Encodable {
  private let json: RawJSON

  init(_ value: FieldValue) { json = RawJSON(value) }

  func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
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

/// Form field `notification` of notifications/send (retailcrm-api.md section 12; what `userGroups` may hold beside
/// `superadmins` is UNVERIFIED).
struct WireNotification: Encodable {
  let userGroups: [String]
  let type: String
  let message: String
}

/// One element of the list in form field `statusUpdate` (retailcrm-api.md section 8).
struct WireTrackingUpdate: Encodable {
  private let deliveryId: String
  private let trackNumber: String?
  private let cost: Decimal?
  private let history: [Status]
  private let extraData: [String: RawJSON]?

  private struct Status: Encodable {
    let code: String
    let updatedAt: String
    let comment: String?
  }

  /// `held`: of the orders whose fields are to change, all that is there now. Without it nothing is changed: the values
  /// alone could be all that is left.
  init(_ update: TrackingUpdate, in zone: AccountZone, held: [OrderID: [String: RawJSON]]) {
    deliveryId = update.deliveryID
    trackNumber = update.trackNumber
    cost = update.cost.map { Decimal($0.amount) / 100 }
    history = update.history.map {
      Status(code: $0.code, updatedAt: zone.momentWithOffset($0.updatedAt), comment: $0.comment)
    }
    extraData = update.extraData.flatMap { change in
      guard !change.values.isEmpty, let held = held[change.order] else { return nil }
      return held.merging(change.values.mapValues { RawJSON($0) }) { _, ours in ours }
    }
  }
}
