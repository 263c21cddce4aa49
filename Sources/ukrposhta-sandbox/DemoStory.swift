// What a story of the demonstration is made of: an order, what happens to it one thing after another, and how
// it must end. The stories themselves are in DemoStories.swift; nothing here knows the daemon.
import Rehearsal
import Sandbox

struct DemoStory: Sendable {
  /// What makes this order worth showing.
  var title: String
  var draft: CRMOrderDraft
  var beats: [Beat]
  var ending: Ending
  /// Entered before the daemon's first start.
  var isOld = false

  enum Beat: Sendable {
    /// One live shipment in this cabinet, its label on disk, its number in the CRM.
    case made(in: String)
    /// The daemon has read the order and made nothing.
    case leftAlone
    /// The manager is shown what is wrong.
    case refused
    /// The price of the delivery is in a locked order.
    case quoted
    /// The same shipment goes to another place, and its label has been printed anew.
    case changed(to: DemoDraft.Town)
    /// The manager is told what he should know though nothing is wrong.
    case told
    /// The shipment is deleted at the post, and the CRM says so.
    case withdrawn
    /// What a person does in the CRM.
    case manager(String, @Sendable (CRMService, Int64, SandboxTime) -> Void)
    /// What happens to the parcel, one event after the other, each followed by the CRM showing it.
    case travels([Leg])
  }

  /// An event of the post, and the delivery status that the CRM must show for it.
  struct Leg: Sendable {
    var code: Int64
    var reason: Int64?
    var status: String
    /// What the office's scales say, in grams; nil when it does not weigh.
    var weighed: Int64?

    static let accepted = Leg(code: 10100, reason: 1, status: "accepted")
    static let weighedAnew = Leg(code: 10100, reason: 1, status: "accepted", weighed: 7_200)
    static let inTransit = Leg(code: 20700, reason: 1, status: "in-transit")
    static let atOffice = Leg(code: 21700, reason: 1, status: "at-office")
    static let failed = Leg(code: 31100, reason: 3, status: "problem")
    static let returning = Leg(code: 31200, reason: 1, status: "returning")
    /// 41000 is a delivery, except with reason 10: then the parcel is back with the shop.
    static let returned = Leg(code: 41000, reason: 10, status: "returned")
    static let delivered = Leg(code: 41000, reason: 2, status: "delivered")
    static let way = [accepted, inTransit, atOffice]
  }

  struct Ending: Sendable {
    /// Shipments ever made for it.
    var made: Int
    /// The cabinet of the one that is left; nil when none must be.
    var cabinet: String?
    /// Delivery status in the CRM; nil when the daemon has no business there.
    var delivery: String?
    /// Order status in the CRM.
    var status: String
  }
}

/// An order of the demonstration while it lives.
struct DemoOrder: Sendable {
  var id: Int64
  var number: String
  var story: DemoStory
}
