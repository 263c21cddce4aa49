// Status tracking (U§11): any barcode, whoever's it is, once an office has taken the parcel in. Before that
// the barcode is unknown here, which is no error. Unknown barcodes alone make a 404 with UPE02000, and `step`
// is not in time order.

extension PostService {
  static let historyBatchLimit = 50
  static let lastBatchLimit = 100

  func statuses(_ call: PostCall) throws -> SandboxResponse {
    let position = try tracked(call.request.value("barcode") ?? "")
    return .json(.array(history(position).map { event($0, of: position, call) }))
  }

  func lastStatus(_ call: PostCall) throws -> SandboxResponse {
    let position = try tracked(call.request.value("barcode") ?? "")
    guard let last = shipments[position].newestEvent else { throw PostRefusal.notFound("Shipment") }
    return .json(event(last, of: position, call))
  }

  func statusesOfMany(_ call: PostCall) throws -> SandboxResponse {
    .json(.array(try flat(call, limit: Self.historyBatchLimit, history)))
  }

  func lastStatusesOfMany(_ call: PostCall) throws -> SandboxResponse {
    .json(
      .array(
        try flat(call, limit: Self.lastBatchLimit) { [self.shipments[$0].newestEvent].compactMap { $0 } }))
  }

  func statusesWithNotFound(_ call: PostCall) throws -> SandboxResponse {
    try withNotFound(call, limit: Self.historyBatchLimit, history)
  }

  func lastStatusesWithNotFound(_ call: PostCall) throws -> SandboxResponse {
    try withNotFound(call, limit: Self.lastBatchLimit) { [self.shipments[$0].newestEvent].compactMap { $0 } }
  }

  func trackingRoute(_ call: PostCall) throws -> SandboxResponse {
    let ordered = shipments[try tracked(call.parameter("b"))].ordered
    func city(_ id: Int64) -> String { addresses[id].flatMap { $0.text("city") } ?? "" }
    return .json([
      "from": .string("UKRAINE .\(city(ordered.senderAddressID))"),
      "to": .string("UKRAINE .\(city(ordered.recipientAddressID))"),
    ])
  }

  /// The plain batch: unknown barcodes are left out, a malformed one spoils the answer for all.
  private func flat(
    _ call: PostCall, limit: Int, _ pick: (Int) -> [PostEvent]
  ) throws -> [JSONValue] {
    let barcodes = try barcodes(call, limit: limit)
    guard barcodes.allSatisfy(PostBarcode.isWellFormed) else { throw PostRefusal.bad("Barcode is not valid") }
    let known = barcodes.compactMap { try? tracked($0) }
    guard !known.isEmpty else { throw PostRefusal.notFound("Shipment") }
    return known.flatMap { position in pick(position).map { event($0, of: position, call) } }
  }

  private func withNotFound(
    _ call: PostCall, limit: Int, _ pick: (Int) -> [PostEvent]
  ) throws -> SandboxResponse {
    let barcodes = try barcodes(call, limit: limit)
    var found: [String: JSONValue] = [:]
    var all: [JSONValue] = []
    var notFound: [JSONValue] = []
    notFoundCalls += 1
    let shape = currentShape
    for barcode in barcodes where found[barcode] == nil {
      guard let position = try? tracked(barcode) else {
        notFound.append(.string(barcode))
        continue
      }
      let events = pick(position).map { event($0, of: position, call) }
      all += events
      found[barcode] = shape == .object ? events.last ?? .null : .array(events)
    }
    guard !found.isEmpty else { throw PostRefusal.notFound("Shipment") }
    return .json(["found": shape == .flat ? .array(all) : .object(found), "notFound": .array(notFound)])
  }

  private var currentShape: PostHabits.FoundShape {
    guard habits.foundShape == .mixed else { return habits.foundShape }
    return [.list, .object, .flat][notFoundCalls % 3]
  }

  private func barcodes(_ call: PostCall, limit: Int) throws -> [String] {
    guard let elements = try call.body().elements, !elements.isEmpty else {
      throw PostRefusal.bad("A list of barcodes is expected")
    }
    guard elements.count <= limit else { throw PostRefusal.bad("Up to \(limit) barcodes are expected") }
    return try elements.map { element in
      guard let text = element.text else { throw PostRefusal.bad("A barcode must be a string") }
      return text
    }
  }

  /// A barcode that an office has seen.
  private func tracked(_ barcode: String) throws -> Int {
    guard let position = shipmentByBarcode[barcode], !shipments[position].events.isEmpty else {
      throw PostRefusal.notFound("Shipment")
    }
    return position
  }

  /// All events in order of time, or of `step` by habit.
  private func history(_ position: Int) -> [PostEvent] {
    let events = shipments[position].eventsByTime
    return habits.historyByStep ? events.sorted { $0.step < $1.step } : events
  }

  private func event(_ event: PostEvent, of position: Int, _ call: PostCall) -> JSONValue {
    let english = call.request.value("lang") == "en"
    let name = PostEventNames.name(event.code, english: english)
    let reason = event.reason.flatMap { PostEventNames.reason($0, english: english) }
    return [
      "barcode": .string(shipments[position].barcode), "step": .integer(event.step),
      "date": .string(PostTime.local(event.at)), "index": .string(event.index), "name": .string(event.office),
      "event": habits.eventAsText ? .string(String(event.code)) : .integer(event.code),
      "eventName": .string(name), "country": .string(english ? "Ukraine" : "Україна"),
      "eventReason": .optional(reason), "eventReason_id": event.reason.map(JSONValue.integer) ?? .null,
      "mailType": 4096, "indexOrder": .integer(Int64(indexOrder(event, position))),
    ]
  }

  /// The number of the office on the parcel's way, counted where the office changes.
  private func indexOrder(_ event: PostEvent, _ position: Int) -> Int {
    var order = 0
    var last = ""
    for other in shipments[position].eventsByTime {
      if other.index != last { order += 1 }
      last = other.index
      if other.step == event.step { break }
    }
    return order
  }
}

extension PostShipment {
  /// Events of the same moment stay in the order they were recorded.
  var eventsByTime: [PostEvent] {
    events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  var newestEvent: PostEvent? { eventsByTime.last }
}

enum PostEventNames {
  static func name(_ code: Int64, english: Bool) -> String {
    guard let names = table.first(where: { $0.code == code }) else { return english ? "Event" : "Подія" }
    return english ? names.english : names.ukrainian
  }

  static func reason(_ id: Int64, english: Bool) -> String? {
    switch id {
    case 2: return english ? "personally" : "особисто"
    case 10: return english ? "to the sender" : "відправнику"
    default: return nil
    }
  }

  private static let table: [(code: Int64, ukrainian: String, english: String)] = [
    (10100, "Відправлення прийняте у відділенні", "Acceptance"),
    (10600, "Прийом скасовано (на вимогу відправника)", "Acceptance cancelled (at the sender's request)"),
    (10601, "Створено онлайн, очікує приймання", "Registered online, awaiting acceptance"),
    (10602, "Прийом скасовано", "Acceptance cancelled"),
    (10603, "Видалено клієнтом", "Deleted by the client"),
    (20700, "Надходження на сортувальний центр", "Arrival"),
    (20800, "Відправлення посилки", "Shipment"),
    (20900, "Відправлення до ВПЗ", "Dispatched to the post office"),
    (21400, "Передано на зберігання", "Handed to storage"),
    (21500, "Відправлено до відділення", "Sending to branch office"),
    (21700, "Відправлення у відділенні", "Arrival to the branch office"),
    (31100, "Відправлення не вручено під час доставки", "Not handed over during delivery"),
    (31200, "Повернення відправлення", "Return of the item"),
    (31300, "Відправлення перенаправлене до іншого відділення", "Redirected to another post office"),
    (31400, "Невдала спроба вручення (передача на зберігання)", "Failed delivery attempt (moved to storage)"),
    (41000, "Відправлення вручено", "Delivery"),
    (48000, "Міжнародне відправлення вручено у країні одержувача", "International item delivered"),
  ]
}
