// The order's card as it must be in the end, worked out from its story alone, and compared leaf by leaf: what is ours has
// the value that the story demands, everything else is as the last person left it.
import Rehearsal
import Sandbox

extension DayRecord {
  /// Names of the delivery statuses, as the modules are registered with them.
  static let names = [
    "created": "ТТН створено", "accepted": "Прийнято поштою", "in-transit": "У дорозі",
    "at-office": "Чекає у відділенні", "problem": "Не вдалося вручити", "returning": "Повертається",
    "returned": "Повернуто відправнику", "delivered": "Вручено", "cancelled": "Скасовано на пошті",
    "withdrawn": "ТТН видалено", "error": "Помилка, див. коментар",
  ]

  /// The text of the plain card's status field.
  var plainStatus: String {
    guard let parcel else { return "" }
    let name = DayRecord.names[parcel.state] ?? parcel.state
    if parcel.state == "withdrawn" { return name }
    // Of the comment only where it was: the words of the post are the name's.
    let place = parcel.comment.map { ", " + $0.split(separator: ", ").suffix(2).joined(separator: ", ") }
    return "\(name), \(DayClock.day(parcel.at))\(place ?? "")"
  }
}

/// What a leaf must be.
private enum Wish {
  case value(JSONValue)
  case moment(DayMoment)
  case absent

  func allows(_ found: JSONValue?) -> Bool {
    switch self {
    case .value(let wanted):
      if let one = wanted.double, let other = found?.double { return abs(one - other) < 0.001 }
      return found == wanted
    case .moment(let moment): return moment.allows(found?.text)
    case .absent: return found == nil
    }
  }

  static func text(_ text: String?) -> Wish {
    guard let text, !text.isEmpty else { return .absent }
    return .value(.string(text))
  }

  static func hryvnias(_ kopiykas: Int64?) -> Wish {
    kopiykas.map { .value(.number(Double($0) / 100)) } ?? .absent
  }
}

struct DayCard {
  let record: DayRecord
  let frames: [DayFrame]
  /// The card as it is.
  let found: [String: JSONValue]
  let snapshot: CRMOrderSnapshot
  /// What the post charges for the parcel; nil when the API tells nobody.
  let price: Int64?
  /// When our key last changed the order's status.
  let statusMoves: [CRMAudit.StatusMove]

  /// The members that the daemon may write.
  private static func isOurs(_ path: String) -> Bool { ours.contains(path) }
  private static let ours: Set<String> = [
    "delivery.data.externalId", "delivery.data.trackNumber", "delivery.data.status",
    "delivery.data.statusText", "delivery.data.statusDate", "delivery.data.statusComment",
    "delivery.data.cost", "delivery.data.extraData.notice", "delivery.netCost", "status", "statusUpdatedAt",
    "customFields.ukrposhta_track_number", "customFields.ukrposhta_status", "customFields.ukrposhta_error",
    "customFields.ukrposhta_notice", "customFields.ukrposhta_cost",
  ]

  var objections: [String] {
    guard let last = frames.last else { return ["nobody entered it"] }
    var objections = betweenGestures
    let wishes = self.wishes(last)
    for path in Set(last.after.keys).union(found.keys).union(wishes.keys).sorted() {
      let wish = wishes[path] ?? last.after[path].map(Wish.value) ?? .absent
      if !wish.allows(found[path]) {
        objections.append("\(path) is \(show(found[path])), must be \(wish)")
      }
    }
    let moved = statusMoves.map(\.to)
    if moved != record.moves { objections.append("statuses were \(moved), must be \(record.moves)") }
    return objections + historyObjections
  }

  /// Before every gesture only what is ours may have changed since the one before.
  private var betweenGestures: [String] {
    zip(frames, frames.dropFirst()).flatMap { earlier, later in
      DayLeaves.differences(earlier.after, later.before).filter { !Self.isOurs($0) }.map {
        "\($0) was changed before somebody \(later.what)"
      }
    }
  }

  private func wishes(_ last: DayFrame) -> [String: Wish] {
    guard !record.isDeleted else { return [:] }
    var wishes: [String: Wish] = ["status": .text(record.story.end.status)]
    if let move = statusMoves.last, move.at >= last.at {
      wishes["statusUpdatedAt"] = .text(DayClock.wall(move.at))
    }
    if let quote = record.story.end.quote { wishes["delivery.netCost"] = .hryvnias(quote) }
    for field in [DayPlain.trackNumber, DayPlain.status, DayPlain.error, DayPlain.notice, DayPlain.cost] {
      wishes["customFields.\(field)"] = .absent
    }
    if record.isNative {
      wishes.merge(native) { _, new in new }
    } else if record.isPlain {
      wishes.merge(plain) { _, new in new }
    }
    return wishes
  }

  private var notice: Wish {
    let price = price.map(Self.text) ?? ""
    return .text(record.story.end.notice.replacing("{price}", with: price))
  }

  private var native: [String: Wish] {
    guard let line = record.lines.last(where: { !$0.isOptional }) else { return [:] }
    let current = record.error.isEmpty ? record.lines.filter { $0.code != "error" }.last ?? line : line
    var wishes: [String: Wish] = [
      "delivery.data.externalId": .text("crm-\(record.id)-\(max(1, record.generation))"),
      "delivery.data.trackNumber": .text(record.ttn), "delivery.data.status": .text(current.code),
      "delivery.data.statusText": .text(DayRecord.names[current.code]),
      "delivery.data.statusDate": .moment(current.at),
      "delivery.data.statusComment": .text(current.comment), "delivery.data.extraData.notice": notice,
    ]
    if record.ttn != nil, let price {
      wishes["delivery.data.cost"] = .hryvnias(price)
      wishes["delivery.netCost"] = .hryvnias(price)
    }
    return wishes
  }

  private var plain: [String: Wish] {
    guard record.generation > 0 || !record.error.isEmpty else { return [:] }
    return [
      "customFields.\(DayPlain.trackNumber)": .text(record.ttn),
      "customFields.\(DayPlain.status)": .text(record.plainStatus),
      "customFields.\(DayPlain.error)": .text(record.error), "customFields.\(DayPlain.notice)": notice,
      "customFields.\(DayPlain.cost)": record.ttn == nil ? .absent : .hryvnias(price),
    ]
  }

  // MARK: history

  /// Every event once, in date order, each with its own time and office; nothing besides.
  private var historyObjections: [String] {
    let wanted = record.isNative ? record.lines : []
    // Said in passing while a parcel was being made.
    var events = snapshot.tracking.filter { $0.code != "waiting" }
    guard !record.isDeleted else { return [] }
    let isLate = record.story.steps.contains { if case .late = $0 { true } else { false } }
    // What the post hands in late can only be told late; the CRM shows it where it belongs.
    if isLate { events.sort { $0.at < $1.at } }
    let lines = isLate ? wanted.sorted { first($0.at) < first($1.at) } : wanted
    var objections: [String] = []
    var rest = events[...]
    for line in lines {
      if let event = rest.first, event.code == line.code, line.at.allows(event.at),
        event.comment == line.comment
      {
        rest.removeFirst()
      } else if !line.isOptional {
        objections.append("history lacks \(line) before \(rest.first.map { "\($0)" } ?? "its end")")
      }
    }
    objections += rest.map { "history has \($0) besides" }
    if !isLate, zip(events, events.dropFirst()).contains(where: { $0.at > $1.at }) {
      objections.append("history is not in date order")
    }
    return objections
  }

  private func first(_ moment: DayMoment) -> String {
    switch moment {
    case .at(let wall), .between(let wall, _): return wall
    }
  }

  private func show(_ value: JSONValue?) -> String { value.map { "\($0)" } ?? "absent" }

  /// Kopiykas as people write hryvnias.
  private static func text(_ kopiykas: Int64) -> String {
    let (whole, rest) = kopiykas.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
