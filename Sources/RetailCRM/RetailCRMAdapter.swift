// RetailCRM behind the engine's port. Each method is one call on the wire, except that what a call cannot do
// without (the account's time zone, the payment statuses that mean paid) is fetched before it when
// `account()` has not been asked yet: a guessed zone shifts a window by hours, and a guessed payment status
// collects money twice.
public import HTTPTransport
public import ShippingCore
public import SyncEngine
import Synchronization

/// Endpoint names for counting are "GET orders/history", "GET orders", "POST orders/edit",
/// "POST delivery/generic/tracking", "GET settings", "GET credentials", "GET reference/statuses" and so on.
public final class RetailCRMAdapter: CRM {
  let calls: Calls
  let transport: any Transport
  let reading: AnswerReading
  private let known = Mutex(Known())

  /// What was learned of the account.
  private struct Known {
    var zone: AccountZone?
    var payments: PaymentStatuses?
  }

  /// `baseURL` is scheme and host, `https://shop.retailcrm.pro`. `sites` keeps the sweep within these shops;
  /// empty = all.
  public init(baseURL: String, apiKey: String, transport: any Transport, sites: [String] = []) {
    calls = Calls(baseURL: baseURL, apiKey: apiKey, sites: sites)
    self.transport = transport
    reading = AnswerReading(redaction: Redaction(secrets: [apiKey]))
  }

  // MARK: Reading

  public func history(since: HistoryRecordID) async -> Outcome<HistoryPage> {
    let zone = known.withLock { $0.zone }
    return await send(calls.history(since: since), as: HistoryPayload.self)
      .map { $0.page(after: since, limit: Calls.batch, zone: zone) }
  }

  public func history(from start: Instant) async -> Outcome<HistoryPage> {
    await zone().then { zone in
      await send(calls.history(from: start, in: zone), as: HistoryPayload.self)
        .map { $0.page(after: nil, limit: Calls.batch, zone: zone) }
    }
  }

  public func orders(_ ids: [OrderID]) async -> Outcome<OrdersAnswer> {
    // No ids would be no filter, and no filter is every order of the account.
    guard !ids.isEmpty else { return .done(OrdersAnswer(orders: [])) }
    guard ids.count <= Calls.batch else { return .tooMany(ids.count) }
    return await paymentStatuses().then { payments in
      await send(calls.orders(ids), as: OrdersPayload.self, aids: ReadingAids(payments: payments))
        .map { $0.answer(to: ids) }
    }
  }

  public func orderIDs(
    deliveryTypes: [String], createdSince start: Instant, page: Int
  ) async -> Outcome<OrderIDsPage> {
    guard !deliveryTypes.isEmpty else { return .done(OrderIDsPage(orders: [], hasMore: false)) }
    return await zone().then { zone in
      let request = calls.orderIDs(deliveryTypes: deliveryTypes, since: start, page: page, in: zone)
      return await send(request, as: OrderIDsPayload.self).map {
        $0.page(page, limit: Calls.batch, zone: zone)
      }
    }
  }

  // MARK: Writing

  public func edit(_ order: OrderID, site: String, _ edit: OrderEdit) async -> Outcome<Void> {
    guard !edit.isEmpty else { return .done(()) }
    guard edit.writesData, edit.carrying != .nothing else {
      return await write { try calls.edit(order, site: site, edit) }
    }
    // Read right before, so that as little as possible can change in between.
    return await data(of: order).then { kept in
      await write { try calls.edit(order, site: site, edit, kept: kept.carried(by: edit.carrying)) }
    }
  }

  /// What orders/edit could lose of the order's `delivery.data`.
  private func data(of order: OrderID) async -> Outcome<[String: RawJSON]> {
    await send(calls.orders([order]), as: RawDataPayload.self).then { payload in
      do {
        if let data = try payload.data(of: order) { return .done(data) }
        return .refused(
          Failure(.terminal, code: "order-missing", message: "no order \(order)", httpStatus: 404))
      } catch {
        return .refused(
          Failure(.transient, code: "unreadable", message: "delivery.data cannot be read", path: "orders"))
      }
    }
  }

  public func track(_ updates: [TrackingUpdate], module: String) async -> Outcome<Void> {
    guard !updates.isEmpty else { return .done(()) }
    guard updates.count <= Calls.batch else { return .tooMany(updates.count) }
    return await zone().then { zone in
      await extraData(of: updates.compactMap { $0.extraData?.order }).then { held in
        await write { try calls.track(updates, module: module, in: zone, held: held) }
      }
    }
  }

  /// What the orders' modules' own fields hold; an order that cannot be read is not in it.
  private func extraData(of orders: [OrderID]) async -> Outcome<[OrderID: [String: RawJSON]]> {
    guard !orders.isEmpty else { return .done([:]) }
    return await send(calls.orders(orders), as: RawDataPayload.self).map { $0.extraData }
  }

  public func notify(_ message: String, groups: [String], isError: Bool) async -> Outcome<Void> {
    await write { try calls.notify(message, groups: groups, isError: isError) }
  }

  // MARK: The account

  /// Nine calls one after the other, so that a simulation sees them in the same order every time.
  public func account() async -> Outcome<CRMAccount> {
    await send(calls.credentials(), as: CredentialsPayload.self).then { key in
      await fetchZone().then { zone in
        await books().map { books in account(key, zone, books) }
      }
    }
  }

  private typealias Books = [ReferenceKind: [String: ReferenceEntry]]

  private func books() async -> Outcome<Books> {
    var books: Books = [:]
    for kind in ReferenceKind.allCases {
      switch await book(kind) {
      case .done(let book): books[kind] = book
      case .refused(let failure): return .refused(failure)
      case .unsent(let failure): return .unsent(failure)
      case .unknown(let failure): return .unknown(failure)
      }
    }
    return .done(books)
  }

  func book(_ kind: ReferenceKind) async -> Outcome<[String: ReferenceEntry]> {
    let aids = ReadingAids(reference: kind)
    let book = await send(calls.reference(kind), as: ReferencePayload.self, aids: aids).map(\.book)
    if kind == .paymentStatuses, case .done(let entries) = book {
      known.withLock { $0.payments = PaymentStatuses(entries) }
    }
    return book
  }

  private func account(_ key: CredentialsPayload, _ zone: AccountZone, _ books: Books) -> CRMAccount {
    func codes(_ kind: ReferenceKind) -> Set<String> { Set((books[kind] ?? [:]).keys) }
    var groups: [String: String] = [:]
    for (group, entry) in books[.statusGroups] ?? [:] {
      for status in entry.statuses { groups[status] = group }
    }
    // What a status says of itself goes before what a group says of it.
    for (status, entry) in books[.statuses] ?? [:] {
      if let group = entry.group { groups[status] = group }
    }
    let sites = codes(.sites)
    return CRMAccount(
      timeZone: zone.name,
      statusGroups: StatusGroups(groupByStatus: groups),
      deliveryTypes: (books[.deliveryTypes] ?? [:]).mapValues(\.cashOnDelivery),
      paymentTypes: codes(.paymentTypes),
      paidStatuses: PaymentStatuses(books[.paymentStatuses] ?? [:]).paid,
      stores: codes(.stores),
      sites: key.sites.map(sites.intersection) ?? sites,
      scopes: key.scopes)
  }

  func zone() async -> Outcome<AccountZone> {
    if let zone = known.withLock({ $0.zone }) { return .done(zone) }
    return await fetchZone()
  }

  func fetchZone() async -> Outcome<AccountZone> {
    await send(calls.settings(), as: SettingsPayload.self).then { settings in
      guard let zone = AccountZone(settings.timeZone) else {
        return .refused(
          Failure(
            .terminal, code: "time-zone-unknown",
            message: "this machine does not know the account's time zone",
            path: "settings.timezone.value"))
      }
      known.withLock { $0.zone = zone }
      return .done(zone)
    }
  }

  private func paymentStatuses() async -> Outcome<PaymentStatuses> {
    if let payments = known.withLock({ $0.payments }) { return .done(payments) }
    return await book(.paymentStatuses).map { PaymentStatuses($0) }
  }

  // MARK: One call

  func send<Payload: Decodable & Sendable>(
    _ request: HTTPRequest, as type: Payload.Type, aids: ReadingAids = ReadingAids()
  ) async -> Outcome<Payload> {
    reading.read(await transport.send(request), to: request.method, as: type, aids: aids)
  }

  func write(_ request: () throws -> HTTPRequest) async -> Outcome<Void> {
    do {
      return await send(try request(), as: Nothing.self).map { _ in () }
    } catch {
      return .refused(
        Failure(.terminal, code: "unencodable", message: "the values cannot be written as JSON"))
    }
  }
}

extension PaymentStatuses {
  fileprivate init(_ book: [String: ReferenceEntry]) {
    paid = Set(book.filter(\.value.paymentComplete).keys)
    // A book in which nothing means paid says nothing.
    unpaid = paid.isEmpty ? [] : Set(book.keys).subtracting(paid)
  }
}

extension [String: RawJSON] {
  fileprivate func carried(by carriage: DataCarriage) -> [String: RawJSON] {
    guard case .allBut(let member) = carriage else { return self }
    return filter { $0.key != member.rawValue }
  }
}

extension Outcome {
  /// The next call, when this one is done.
  func then<Next: Sendable>(_ next: (Value) async -> Outcome<Next>) async -> Outcome<Next> {
    switch self {
    case .done(let value): return await next(value)
    case .refused(let failure): return .refused(failure)
    case .unsent(let failure): return .unsent(failure)
    case .unknown(let failure): return .unknown(failure)
    }
  }

  fileprivate static func tooMany(_ count: Int) -> Outcome {
    .refused(
      Failure(.terminal, code: "batch-too-large", message: "\(count) in one call, \(Calls.batch) are allowed")
    )
  }
}
