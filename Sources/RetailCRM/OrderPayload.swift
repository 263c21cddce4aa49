// `GET orders`: entity by entity, each order read alone. An order that was asked for and is in none of the
// answer's lists is one the CRM does not have, and its parcel may be withdrawn on that ground; so whenever
// the answer leaves room for doubt about who an unreadable entry is, every order not seen otherwise is
// reported as unreadable.
import ShippingCore
import SyncEngine

struct OrdersPayload: Decodable, Sendable {
  private let entries: [Entry<WireOrder>]
  private let totalCount: Int64?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let entries = try members.entries("orders", of: WireOrder.self) else {
      throw members.odd("orders", expected: "a list")
    }
    self.entries = entries
    totalCount = Pagination(members).totalCount
  }

  func answer(to asked: [OrderID]) -> OrdersAnswer {
    var missing = Set(asked)
    var answer = OrdersAnswer(orders: [])
    var nameless: Failure?
    for entry in entries {
      switch entry.value {
      case .success(let wire):
        // An order nobody asked for, or the second copy of one, is not taken.
        if missing.remove(wire.order.id) != nil { answer.orders.append(wire.order) }
      case .failure(let odd):
        guard let id = entry.id.map({ OrderID($0) }) else {
          nameless = nameless ?? odd.failure
          continue
        }
        if missing.remove(id) != nil { answer.odd[id] = odd.failure }
      }
    }
    if let nameless {
      for id in missing { answer.odd[id] = nameless }
    } else if let totalCount, totalCount > entries.count {
      let failure = Failure(
        .transient, code: "incomplete-page", message: "\(entries.count) orders came of \(totalCount)",
        httpStatus: 200, path: "orders")
      for id in missing { answer.odd[id] = failure }
    }
    return answer
  }
}

/// The ids of a page of orders, for the sweep.
struct OrderIDsPayload: Decodable, Sendable {
  private let orders: [Identified]
  private let count: Int
  private let totalPageCount: Int64?

  private struct Identified: Decodable {
    let id: OrderID
    let createdAt: String?
    let deliveryType: String?
    let site: String?

    init(from decoder: any Decoder) throws {
      let members = try Members(decoder)
      guard let id = try members.identifier("id") else {
        throw members.odd("id", expected: "a number over zero")
      }
      self.id = OrderID(id)
      createdAt = try? members.text("createdAt")
      deliveryType = try? members.object("delivery").text("code")
      site = try? members.text("site")
    }
  }

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let entries = try members.entries("orders", of: Identified.self) else {
      throw members.odd("orders", expected: "a list")
    }
    // An order without an id cannot be asked for; the next sweep sees it again.
    orders = entries.compactMap { try? $0.value.get() }
    count = entries.count
    totalPageCount = Pagination(members).totalPageCount
  }

  func page(_ page: Int, limit: Int, zone: AccountZone) -> OrderIDsPage {
    let hasMore = totalPageCount.map { $0 > page } ?? (count >= limit)
    let listed = orders.map { order in
      OrderIDsPage.Listed(
        id: order.id, createdAt: order.createdAt.flatMap { zone.instant($0) },
        deliveryType: order.deliveryType, site: order.site)
    }
    return OrderIDsPage(orders: listed, hasMore: hasMore && count > 0)
  }
}
