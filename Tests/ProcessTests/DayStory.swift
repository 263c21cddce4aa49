// The language in which an order of the manager's day is told: what is entered, what people and the post do with it, and
// what must be there in the end. Nothing here comes from the daemon's own code: what it should show is written down.
import Rehearsal
import Sandbox

struct DayStory: Sendable {
  var name: String
  var order: DayOrder
  var steps: [Step]
  var end: End

  /// The service, the order's id, now.
  typealias Gesture = @Sendable (CRMService, Int64, SandboxTime) -> Void

  enum Step: Sendable {
    /// One live shipment in this cabinet; the card shows its TTN and has its label.
    case made(in: String)
    /// Read, and nothing was made.
    case leftAlone
    /// The price of a locked order, in kopiykas.
    case quoted(Int64)
    /// The manager reads this error; `{ttn}` is the order's TTN.
    case told(String)
    /// No live shipment any more, and the card says so. The comment is that of the delivery status.
    case withdrawn(comment: String?)
    /// The daemon has read back what it wrote: only from then on does an empty card say that somebody emptied it.
    case proven
    /// The TTN that was typed by hand is shown with its state.
    case adopted
    /// What the manager does, as one look of the daemon finds it.
    case manager(String, Gesture)
    /// The same, and the CRM empties the delivery data: another delivery type, «Отменить доставку».
    case clearing(String, Gesture)
    /// Into the order of the story with this name, once that has its parcel.
    case combined(into: String)
    /// Until that has happened.
    case absorbs
    case travels([DayEvent])
    /// The post hands in an event that happened before the newest one.
    case late(DayEvent)
  }

  struct End: Sendable {
    /// Whose live shipment it has; nil = none.
    var cabinet: String?
    /// Shipments that the daemon ever made for it.
    var made = 0
    /// The order's status.
    var status = "client-confirmed"
    /// `{price}` is what the post charges.
    var notice = ""
    /// Kopiykas of a quote that was never followed by a parcel.
    var quote: Int64?
    /// Labels beyond one for each shipment.
    var newLabels = 0
  }
}

/// An order, with what the post should hold of its parcel: the members of `DayParcel.content`.
struct DayOrder: Sendable {
  var draft: CRMOrderDraft
  var parcel: [String: JSONValue]
  /// Who made the TTN that is typed into the order; nil = nobody.
  var typedFrom: String?

  func with(
    parcel changes: [String: JSONValue] = [:], _ change: (inout CRMOrderDraft) -> Void = { _ in }
  ) -> DayOrder {
    var copy = self
    change(&copy.draft)
    copy.parcel.merge(changes) { _, new in new }
    return copy
  }
}

/// An event of the post, and what a manager should see of it.
struct DayEvent: Sendable {
  var code: Int64
  var reason: Int64?
  var office: DayOffice
  /// Delivery status; nil when the event says nothing about where the parcel is.
  var state: String?
  /// The post's own words.
  var words: String
  /// The order status that follows; nil = the order stays as it is.
  var moves: String?
  /// The office weighs the parcel again.
  var grams: Int64?
  /// Whole seconds that lie at least between this event and the one before.
  var pause: Int64 = 1

  var comment: String { "\(words), \(office.name), \(office.index)" }

  func at(_ office: DayOffice) -> DayEvent {
    var copy = self
    copy.office = office
    return copy
  }

  /// The same event where the order does not follow it.
  var unmoved: DayEvent {
    var copy = self
    copy.moves = nil
    return copy
  }

  func after(seconds: Int64) -> DayEvent {
    var copy = self
    copy.pause = seconds
    return copy
  }

  func weighed(grams: Int64) -> DayEvent {
    var copy = self
    copy.grams = grams
    return copy
  }
}

extension DayEvent {
  static let accepted = DayEvent(
    code: 10100, reason: 1, office: .kyiv, state: "accepted", words: "Відправлення прийняте у відділенні",
    moves: "send-to-delivery")
  static let sorting = DayEvent(
    code: 20700, reason: 1, office: .kyiv, state: "in-transit",
    words: "Надходження на сортувальний центр", moves: "delivering")
  static let onTheWay = DayEvent(
    code: 20800, reason: 1, office: .kyiv, state: "in-transit", words: "Відправлення посилки")
  static let toBranch = DayEvent(
    code: 21500, reason: 1, office: .lviv, state: "in-transit", words: "Відправлено до відділення")
  static let atOffice = DayEvent(
    code: 21700, reason: 1, office: .lviv, state: "at-office", words: "Відправлення у відділенні",
    moves: "arrived")
  static let stored = DayEvent(
    code: 21400, reason: 1, office: .lviv, state: "at-office", words: "Передано на зберігання")
  static let notHome = DayEvent(
    code: 31100, reason: 3, office: .lviv, state: "problem",
    words: "Відправлення не вручено під час доставки", moves: "delivery-failed")
  static let redirected = DayEvent(
    code: 31300, reason: 1, office: .lviv, state: "in-transit",
    words: "Відправлення перенаправлене до іншого відділення")
  static let failedToStorage = DayEvent(
    code: 31400, reason: 3, office: .lviv, state: "problem",
    words: "Невдала спроба вручення (передача на зберігання)")
  static let delivered = DayEvent(
    code: 41000, reason: 2, office: .lviv, state: "delivered", words: "Відправлення вручено",
    moves: "complete")
  static let sentBack = DayEvent(
    code: 31200, reason: 1, office: .lviv, state: "returning", words: "Повернення відправлення",
    moves: "returning")
  static let backOnTheWay = DayEvent(
    code: 20800, reason: 1, office: .lviv, state: "returning", words: "Відправлення посилки")
  static let backAtOffice = DayEvent(
    code: 21700, reason: 1, office: .kyiv, state: "returning", words: "Відправлення у відділенні")
  /// 41000 with reason 10 is no delivery.
  static let handedBack = DayEvent(
    code: 41000, reason: 10, office: .kyiv, state: "returned", words: "Відправлення вручено",
    moves: "returned")
  static let calledBack = DayEvent(
    code: 10600, reason: 1, office: .kyiv, state: "cancelled",
    words: "Прийом скасовано (на вимогу відправника)")
  /// A code that nobody has heard of.
  static let unheardOf = DayEvent(code: 77777, reason: nil, office: .kyiv, state: nil, words: "Подія")
}

/// Post offices of the day: what the post calls them in its events.
enum DayOffice: String, Sendable {
  case kyiv = "01001"
  case lviv = "79013"
  case odesa = "65001"
  case dnipro = "49000"

  var index: String { rawValue }

  var name: String {
    switch self {
    case .kyiv: "КИЇВ 1"
    case .lviv: "ЛЬВІВ 13"
    case .odesa: "ОДЕСА 1"
    case .dnipro: "ДНІПРО 0"
    }
  }
}
