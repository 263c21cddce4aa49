// `GET orders/history`. A record only says "look at order N", or that it is gone, so of its two dozen members six are
// read, and only the id is insisted on. Ids ascend on the wire; the page is sorted all the same, because the cursor
// depends on it.
import ShippingCore
import SyncEngine

/// `pagination`, which stands anywhere among the members, is missing or has texts for numbers.
struct Pagination {
  var totalCount: Int64?
  var totalPageCount: Int64?

  init(_ members: Members) {
    // Counts only say whether to ask again; what cannot be read counts as not there.
    let pagination = try? members.object("pagination")
    totalCount = try? pagination?.integer("totalCount")
    totalPageCount = try? pagination?.integer("totalPageCount")
  }
}

struct HistoryPayload: Decodable, Sendable {
  private let entries: [Entry<WireRecord>]
  private let totalPageCount: Int64?
  private let generatedAt: String?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    // Only a first start asks for it, and has another clock to go by.
    generatedAt = try? members.text("generatedAt")
    guard let entries = try members.entries("history", of: WireRecord.self) else {
      throw members.odd("history", expected: "a list")
    }
    self.entries = entries
    totalPageCount = Pagination(members).totalPageCount
  }

  func page(after since: HistoryRecordID?, limit: Int, zone: AccountZone?) -> HistoryPage {
    var records: [HistoryRecord] = []
    var odd: [Failure] = []
    for entry in entries {
      switch entry.value {
      case .success(let record): records += record.records(zone: zone)
      case .failure(let reason): odd.append(reason.failure)
      }
    }
    if let since { records.removeAll { $0.id <= since } }
    // Stable: the records of one save keep their order.
    let sorted = records.enumerated()
      .sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }
      .map(\.element)
    // Without a readable record the cursor cannot move: asking again at once would only spin.
    let isFull = entries.count >= limit
    let hasMore = !sorted.isEmpty && (totalPageCount.map { $0 > 1 } ?? isFull)
    let told = generatedAt.flatMap { zone?.instant($0) }
    return HistoryPage(records: sorted, hasMore: hasMore, odd: odd, generatedAt: told)
  }
}

struct WireRecord: Decodable, Sendable {
  private let id: HistoryRecordID
  private let order: OrderID?
  /// The order that survives when orders are combined.
  private let combinedTo: OrderID?
  private let createdAt: String?
  private let isOwn: Bool
  private let isDeleted: Bool

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    self.id = HistoryRecordID(id)
    // A record without a readable order is allowed; the cursor passes it.
    order = (try? members.object("order").identifier("id")).map { OrderID($0) }
    combinedTo = (try? members.object("combinedTo").identifier("id")).map { OrderID($0) }
    createdAt = try? members.text("createdAt")
    // In doubt it is somebody else's change: then the order is read once too often.
    let isCurrentKey = (try? members.object("apiKey").flag("current")) ?? false
    isOwn = isCurrentKey && (try? members.text("source")) == "api"
    // In doubt it is not: then the answers to `GET orders` have to tell it.
    isDeleted = (try? members.flag("deleted")) ?? false
  }

  /// One record for each order it is about.
  func records(zone: AccountZone?) -> [HistoryRecord] {
    let instant = createdAt.flatMap { zone?.instant($0) }
    func record(_ order: OrderID?, isDeletion: Bool) -> HistoryRecord {
      HistoryRecord(id: id, order: order, createdAt: instant, isOwn: isOwn, isDeletion: isDeletion)
    }
    guard let combinedTo, combinedTo != order else { return [record(order, isDeletion: isDeleted)] }
    // Two orders became one: what the other one held is in the survivor now.
    let survivor = record(combinedTo, isDeletion: false)
    return order == nil ? [survivor] : [record(order, isDeletion: true), survivor]
  }
}
