// Which fields of the cards take no value: custom fields, and those of the module. Two different things look alike. A
// field that the account lacks takes nothing on any order, and is then wanted on none; a value that the CRM refuses or
// writes down otherwise (too long, with quotation marks) concerns one order, and the field goes on working elsewhere.
//
// What a newcomer gets wrong: one order never condemns a field. And what is found here is doubted after a day: whoever
// reads the complaint makes the field. All of it is in memory alone; after a start it costs a write or two.
import Logging
import ShippingCore

struct FieldDesk {
  /// A value that did not get into one order's field as it is.
  private struct Oddity {
    var value: HeldValue
    var misses: Int
    var since: Duration
  }

  enum News: Hashable {
    /// The order's value is not tried again for now.
    case left
    /// The cabinet's field counts as lacking from now on.
    case lacking
  }

  /// Since when (uptime).
  private var lacking: [CabinetID: [String: Duration]] = [:]
  /// Those that lacked until a day ago: one order is enough to find them so again.
  private var doubted: [CabinetID: Set<String>] = [:]
  /// Orders on which a field showed nothing, since it last took something.
  private var missedOn: [CabinetID: [String: Set<OrderID>]] = [:]
  private var oddities: [OrderID: [String: Oddity]] = [:]

  /// Codes that are wanted on no card of the cabinet.
  mutating func lacked(by cabinet: CabinetID, at uptime: Duration) -> Set<String> {
    for (code, since) in lacking[cabinet] ?? [:] where uptime - since >= Bound.fieldAge {
      lacking[cabinet]?[code] = nil
      doubted[cabinet, default: []].insert(code)
    }
    return Set((lacking[cabinet] ?? [:]).keys)
  }

  /// What this order's fields hold in place of what was written, where trying again is no use.
  mutating func heldOtherwise(on order: OrderID, at uptime: Duration) -> [String: HeldValue] {
    guard let odd = oddities[order] else { return [:] }
    let recent = odd.filter { uptime - $0.value.since < Bound.fieldAge }
    oddities[order] = recent.isEmpty ? nil : recent
    return recent.filter { $0.value.misses >= Bound.fieldTries }.mapValues(\.value)
  }

  func areAllDoubted(_ codes: Set<String>, by cabinet: CabinetID) -> Bool {
    codes.isSubset(of: doubted[cabinet] ?? [])
  }

  /// A card of the cabinet holds a value there.
  mutating func took(_ code: String, cabinet: CabinetID) {
    lacking[cabinet]?[code] = nil
    doubted[cabinet]?.remove(code)
    missedOn[cabinet]?[code] = nil
  }

  mutating func took(_ code: String, on order: OrderID, cabinet: CabinetID) {
    took(code, cabinet: cabinet)
    oddities[order]?[code] = nil
  }

  /// `wanted` was written to the order, and `held` stands there. `refused`: the CRM said no to this value alone, though
  /// it took something else of the order.
  mutating func missed(
    _ code: String, _ value: HeldValue, refused: Bool, on order: OrderID, cabinet: CabinetID,
    at uptime: Duration
  ) -> Set<News> {
    var news: Set<News> = []
    var odd = Oddity(value: value, misses: 0, since: uptime)
    if let known = oddities[order]?[code], known.value.wanted == value.wanted { odd.misses = known.misses }
    let isKnown = odd.misses >= Bound.fieldTries
    odd.misses = refused ? Bound.fieldTries : odd.misses + 1
    if !isKnown, odd.misses >= Bound.fieldTries { news.insert(.left) }
    if oddities[order] == nil, oddities.count >= Bound.oddOrders { oddities.removeAll() }
    oddities[order, default: [:]][code] = odd
    guard value.held == nil else {
      // It holds something, so it is there.
      took(code, cabinet: cabinet)
      return news
    }
    missedOn[cabinet, default: [:]][code, default: []].insert(order)
    let orders = missedOn[cabinet]?[code]?.count ?? 0
    if orders >= Bound.fieldOrders || doubted[cabinet]?.contains(code) == true {
      missedOn[cabinet]?[code] = nil
      doubted[cabinet]?.remove(code)
      if lacking[cabinet, default: [:]].updateValue(uptime, forKey: code) == nil { news.insert(.lacking) }
    }
    return news
  }

  /// Somebody asks for another try of this order's card.
  mutating func doubt(_ order: OrderID, cabinets: [CabinetID]) {
    oddities[order] = nil
    for cabinet in cabinets {
      doubted[cabinet, default: []].formUnion((lacking[cabinet] ?? [:]).keys)
      lacking[cabinet] = nil
    }
  }
}

extension Engine {
  /// What the read-back of a run says about the fields that were written.
  func noteFields(_ cards: [Card], shown: [OrderID: Order]) async throws(LedgerFailure) {
    // First what was taken anywhere: it speaks for the field on every card.
    for card in cards {
      guard let after = shown[card.order.id] else { continue }
      for (code, wanted, held) in card.written(by: after) where held.shows(wanted) {
        self.cards.fields.took(code, on: card.order.id, cabinet: card.showing.cabinet)
      }
    }
    for card in cards {
      guard let after = shown[card.order.id] else { continue }
      for (code, wanted, held) in card.written(by: after) where !held.shows(wanted) {
        let news = self.cards.fields.missed(
          code, HeldValue(wanted, held: held), refused: card.refusedFields.contains(code),
          on: card.order.id, cabinet: card.showing.cabinet, at: clock.uptime())
        try await tell(news, of: code, on: card)
      }
    }
  }

  /// Told once, in the log and in the journal of the order it was found with.
  private func tell(_ news: Set<FieldDesk.News>, of code: String, on card: Card) async throws(LedgerFailure) {
    guard !news.isEmpty else { return }
    var fields = subject(of: card)
    fields["FIELD"] = "\(code)"
    var lines: [JournalLine] = []
    if news.contains(.lacking) {
      log.error("the CRM has no such field, nothing is shown there", metadata: fields)
      lines.append(JournalLine("field not in the CRM", ["FIELD": code]))
    } else {
      log.warning("a field of the order does not take what is written", metadata: fields)
      lines.append(JournalLine("field does not take its value", ["FIELD": code]))
    }
    try await commit(EntryChange(order: card.order.id, now: clock.now(), journal: lines))
  }
}

extension Card {
  /// Fields that this run wrote, or tried to, with what should stand there and what does.
  fileprivate func written(by after: Order) -> [(code: String, wanted: FieldValue, held: FieldValue?)] {
    var fields = edit.customFields.sorted { $0.key < $1.key }
      .map { (code: $0.key, wanted: $0.value, held: after.customFields[$0.key]) }
    // A notice that is not there says something of its field only where the call reached the card at all.
    let held = Showing.notice(on: after)
    if wroteNotice, held.shows(.text(showing.notice)) || after.delivery.data.status == showing.status {
      fields.append((code: Showing.noticePath, wanted: .text(showing.notice), held: held))
    }
    return fields
  }
}
