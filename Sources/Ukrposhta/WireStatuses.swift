// The answer of the tracking batch in every shape it was seen in: `found` as a map from barcode to a list
// of events, to a single event, or as one flat list of events that name their barcodes; or that flat list
// as the whole answer. All of them become one list of events with their barcodes and JSON paths.
import Foundation
import ShippingCore

struct WireStatuses: Decodable {
  struct Entry {
    /// nil when the event does not say whose it is.
    let barcode: Barcode?
    let event: WireEvent?
    let path: String

    /// The event, or the member without which it is none.
    func read(in zone: PostZone) throws(OddAnswer) -> TrackingEvent {
      func odd(_ member: String) -> OddAnswer {
        OddAnswer(
          code: "odd-event", path: "\(path).\(member)", message: "an event without readable \(member)")
      }
      guard let code = event?.code.flatMap({ Int(exactly: $0) }), code > 0 else { throw odd("event") }
      guard let date = event?.date.flatMap({ zone.instant($0) }) else { throw odd("date") }
      return TrackingEvent(
        code: code, reason: event?.reason.flatMap { Int(exactly: $0) },
        step: event?.step.flatMap { Int(exactly: $0) } ?? 0, date: date, index: event?.index,
        office: event?.office, name: event?.name)
    }
  }

  private(set) var events: [Entry] = []
  private(set) var notFound: [Barcode] = []
  /// Barcodes with an empty list: the post has nothing on them.
  private(set) var withoutEvents: [Barcode] = []
  /// What makes the answer unusable as a whole.
  private(set) var oddPath: String?

  private enum Key: CodingKey { case found, notFound }

  init(from decoder: any Decoder) throws {
    guard let container = try? decoder.container(keyedBy: Key.self) else {
      // Throws for what is neither an object nor a list.
      var list = try decoder.unkeyedContainer()
      readFlat(try Self.events(of: &list), path: "")
      return
    }
    if let barcodes = try? container.decode(OneOrMany<LooseBarcode>.self, forKey: .notFound) {
      notFound = barcodes.elements.compactMap { $0?.value }
    }
    let isFoundAbsent = (try? container.decodeNil(forKey: .found)) ?? true
    if isFoundAbsent {
      if !container.contains(.notFound) { oddPath = "found" }
    } else if let map = try? container.nestedContainer(keyedBy: AnyKey.self, forKey: .found) {
      readMap(map)
    } else if var list = try? container.nestedUnkeyedContainer(forKey: .found) {
      readFlat(try Self.events(of: &list), path: "found")
    } else {
      oddPath = "found"
    }
  }

  private mutating func readMap(_ map: KeyedDecodingContainer<AnyKey>) {
    // Sorted, so that the same answer is always read in the same order.
    for key in map.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      let path = "found.\(key.stringValue)"
      let barcode = Barcode(key.stringValue)
      guard let list = try? map.decode(OneOrMany<WireEvent>.self, forKey: key) else {
        events.append(Entry(barcode: barcode, event: nil, path: path))
        continue
      }
      if list.elements.isEmpty, let barcode { withoutEvents.append(barcode) }
      for (index, event) in list.elements.enumerated() {
        events.append(Entry(barcode: barcode ?? event?.barcode, event: event, path: path + list.path(index)))
      }
    }
  }

  private mutating func readFlat(_ list: [WireEvent?], path: String) {
    for (index, event) in list.enumerated() {
      events.append(Entry(barcode: event?.barcode, event: event, path: "\(path)[\(index)]"))
    }
  }

  private static func events(of list: inout any UnkeyedDecodingContainer) throws -> [WireEvent?] {
    var events: [WireEvent?] = []
    while !list.isAtEnd { events.append(try list.decode(Attempt<WireEvent>.self).value) }
    return events
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }
}

/// One event as it is written.
struct WireEvent: Decodable {
  /// Characters kept of an office's or an event's name.
  static let textLimit = 200

  let barcode: Barcode?
  let code: Int64?
  let reason: Int64?
  let step: Int64?
  let date: String?
  let index: String?
  let office: String?
  let name: String?

  private enum Key: String, CodingKey {
    case barcode, event, step, date, index, name, eventName
    case reason = "eventReason_id"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func text(_ key: Key) -> String? { container.looseText(key).map { String($0.prefix(Self.textLimit)) } }
    barcode = container.looseBarcode(.barcode)
    code = container.looseInteger(.event)
    reason = container.looseInteger(.reason)
    step = container.looseInteger(.step)
    date = text(.date)
    index = text(.index)
    office = text(.name)
    name = text(.eventName)
  }
}
