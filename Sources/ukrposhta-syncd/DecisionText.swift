// What a decision's code means, in words for the operator. The codes are `Prospect.code`.
import ShippingCore

enum DecisionText {
  static func text(_ code: String, barcode: Barcode?) -> String {
    let ttn = barcode.map { " \($0)" } ?? ""
    switch code {
    case "make": return "a TTN is to be made"
    case "adopt": return "the TTN\(ttn) typed into the order is to be taken over"
    case "has-ttn": return "has the TTN\(ttn)"
    case "in-doubt": return "a create got no answer; it is being looked up"
    case "problems": return "something has to be mended first"
    case "company-unread": return "the customer's company cannot be read from the CRM just now; tried again"
    default: return reason(code)
    }
  }

  private static func reason(_ code: String) -> String {
    if let reason = Wanted.WithdrawalReason(rawValue: code) {
      switch reason {
      case .locked: return "no TTN: the order is locked («do not synchronise»)"
      case .cancelled: return "no TTN: the order is cancelled"
      case .deleted: return "no TTN: the order was deleted"
      case .foreignDelivery: return "no TTN: the delivery type is no cabinet's"
      case .deliveryCancelled:
        return "no TTN: the delivery was cancelled in the CRM, until it is locked and unlocked"
      }
    }
    switch Wanted.KeepReason(rawValue: code) {
    case .complete: return "no TTN: the order is complete"
    case .unreadable: return "left alone: the order cannot be read just now"
    case .missing: return "left alone: the CRM does not show the order"
    case .cabinetRenamed:
      return "left alone: the delivery type's cabinet is not in the configuration any more"
    case .statusNotListed: return "no TTN: the status is not among create-in-statuses"
    case .foreignSite: return "left alone: the order's site is not among crm.sites"
    case .hiddenSite: return "left alone: the CRM's key has no access to the order's site"
    case .cardCleared:
      return "left alone: the order card was emptied; whether the delivery was cancelled is looked at"
    case .notLinked: return "left alone: the order does not belong to the cabinet's module"
    case nil: return code
    }
  }
}
