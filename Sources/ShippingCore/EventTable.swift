// The codes of status tracking (ukrposhta-api.md section 11), as far as they are known: about sixty exist,
// the list may grow, and of some only the number is public. A code that is not here, or of kind `other`,
// must change nothing. What a code means for an order is decided in EventClassification.swift, because it
// can depend on the reason.

public enum EventTable {
  public enum Kind: String, Sendable, CaseIterable {
    case accepted
    case inTransit = "in_transit"
    case atOffice = "at_office"
    case problem
    case returning
    case returned
    case delivered
    case cancelled
    case customs
    /// Known by number only, or of no meaning for where the parcel is.
    case other
  }

  /// Which of the three official tables the code stands in.
  public enum Scope: String, Sendable {
    case ukraine
    case abroad
    case exchange
  }

  public struct Row: Hashable, Sendable {
    public var code: Int
    public var kind: Kind
    public var scope: Scope
    /// No event is expected after it.
    public var isFinal: Bool
    /// The post's own words, where they were seen.
    public var ukrainian: String?
    public var english: String?
    /// What `eventReason_id` makes of it, where it matters.
    public var kindByReason: [Int: Kind]

    init(
      _ code: Int, _ kind: Kind, _ scope: Scope = .ukraine, final isFinal: Bool = false, uk: String? = nil,
      en: String? = nil, reasons: [Int: Kind] = [:]
    ) {
      self.code = code
      self.kind = kind
      self.scope = scope
      self.isFinal = isFinal
      ukrainian = uk
      english = en
      kindByReason = reasons
    }
  }

  public static func row(_ code: Int) -> Row? { rowByCode[code] }

  private static let rowByCode = Dictionary(
    rows.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

  /// In the order of their codes.
  public static let rows: [Row] = (named + numbersOnly).sorted { $0.code < $1.code }

  /// Codes whose wording was seen. 41010 never comes over the wire: clients write it for 41000 with reason
  /// 10.
  private static let named: [Row] = [
    Row(10100, .accepted, uk: "Відправлення прийняте у відділенні", en: "Acceptance"),
    Row(
      10600, .cancelled, final: true, uk: "Прийом скасовано (на вимогу відправника)",
      en: "Acceptance cancelled (at the sender's request)"),
    Row(10601, .other, uk: "Створено онлайн, очікує приймання", en: "Registered online, awaiting acceptance"),
    Row(10602, .cancelled, final: true, uk: "Прийом скасовано", en: "Acceptance cancelled"),
    Row(10603, .cancelled, final: true, uk: "Видалено клієнтом", en: "Deleted by the client"),
    Row(20700, .inTransit, uk: "Надходження на сортувальний центр", en: "Arrival"),
    Row(20800, .inTransit, uk: "Відправлення посилки", en: "Shipment"),
    Row(20900, .inTransit, uk: "Відправлення до ВПЗ", en: "Dispatched to the post office"),
    Row(21400, .atOffice, uk: "Передано на зберігання", en: "Handed to storage"),
    Row(21500, .inTransit, uk: "Відправлено до відділення", en: "Sending to branch office"),
    Row(21700, .atOffice, uk: "Відправлення у відділенні", en: "Arrival to the branch office"),
    Row(24200, .customs, .abroad, uk: "Скасування експорту", en: "Export cancelled"),
    Row(24500, .customs, .abroad, uk: "Завершення імпорту", en: "Import completed"),
    Row(
      31100, .problem, uk: "Відправлення не вручено під час доставки", en: "Not handed over during delivery"),
    Row(31200, .returning, uk: "Повернення відправлення", en: "Return of the item"),
    Row(
      31300, .inTransit, uk: "Відправлення перенаправлене до іншого відділення",
      en: "Redirected to another post office"),
    Row(
      31400, .problem, uk: "Невдала спроба вручення (передача на зберігання)",
      en: "Failed delivery attempt (moved to storage)"),
    Row(
      41000, .delivered, final: true, uk: "Відправлення вручено", en: "Delivery",
      reasons: [2: .delivered, 10: .returned]),
    Row(
      41010, .returned, final: true, uk: "Відправлення вручено відправнику", en: "Handed over to the sender"),
    Row(
      48000, .delivered, .abroad, final: true, uk: "Міжнародне відправлення вручено у країні одержувача",
      en: "International item delivered in the destination country"),
  ]

  /// Codes of the official list whose names were not seen.
  private static let numbersOnly: [Row] =
    [17100, 24100, 24300, 24400, 27200, 27900, 29200, 29300, 29500, 29700, 35100, 35200, 35400].map {
      Row($0, .other, .abroad)
    }
    + [21600, 35300, 35500].map { Row($0, .other, .ukraine) }
    + [60700, 70800, 71200, 80700, 80800, 82700, 82800, 87500, 89000, 90700, 90800, 100700, 100800].map {
      Row($0, .customs, .exchange)
    }
}
