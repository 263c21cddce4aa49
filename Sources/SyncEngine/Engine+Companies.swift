// The companies of corporate customers, where the CRM's orders only name them. Who receives a parcel hangs on them, so
// every decision reads them anew: a manager who mends a company sees the order go out. A write-back, which compares
// orders and decides nothing, is content with what the decision before it read. A company that cannot be read leaves its
// order waiting: no parcel is made of a guess, and no manager is told of a mistake that is none.
import Logging
import ShippingCore

/// What is remembered of companies. In memory only: after a restart they are read again.
struct CompanyDesk {
  struct Known {
    var contragent: Order.Contragent
    /// Monotonic.
    var readAt: Duration
  }

  var known: [Order.CompanyReference: Known] = [:]
  /// Code of the failure the journal was told of, until companies can be read again.
  var toldFailure: String?
}

enum CompanyReading {
  case fresh
  /// Not older than `Bound.companyAge`.
  case remembered
}

extension Engine {
  /// One call for a customer, whatever number of orders and companies.
  func fillCompanies(of orders: inout [Order], _ reading: CompanyReading) async {
    var wanted: [CustomerID: Set<CompanyID>] = [:]
    for order in orders where needsCompany(order) {
      guard let reference = order.contragent.unread else { continue }
      if reading == .remembered, remembers(reference) { continue }
      wanted[reference.customer, default: []].insert(reference.company)
    }
    var unread = wanted
    for (customer, companies) in wanted.sorted(by: { $0.key < $1.key }).prefix(Bound.companyCustomers) {
      let failure = await readCompanies(of: customer, companies.sorted())
      tellCompanies(failure)
      guard let failure else {
        unread[customer] = nil
        continue
      }
      // What one customer alone suffers from keeps no other waiting; all else would only fail again.
      if failure.kind != .terminal || failure.scope == .account { break }
    }
    for index in orders.indices where needsCompany(orders[index]) {
      guard let reference = orders[index].contragent.unread, unread[reference.customer] == nil,
        let known = companies.known[reference]
      else { continue }
      orders[index].contragent = known.contragent
    }
  }

  /// An order that no parcel can be made for, nor one be changed, costs no call.
  private func needsCompany(_ order: Order) -> Bool {
    guard order.contragent.unread != nil,
      let cabinet = policy.cabinet(deliveryType: order.delivery.typeCode),
      !policy.statusGroups.isCancelled(order.status), !policy.statusGroups.isComplete(order.status)
    else { return false }
    return order.delivery.data.isLocked != true || cabinet.quote != .off
  }

  private func remembers(_ reference: Order.CompanyReference) -> Bool {
    guard let known = companies.known[reference] else { return false }
    return clock.uptime() - known.readAt <= Bound.companyAge
  }

  /// nil: all of them are known now, be it that the CRM has no such company.
  private func readCompanies(of customer: CustomerID, _ ids: [CompanyID]) async -> Failure? {
    var missing = Set(ids)
    var odd: Failure?
    for page in 1...Bound.companyPages {
      switch await crm.companies(of: customer, ids: ids, page: page) {
      case .done(let answer):
        for company in ids {
          guard let contragent = answer.companies[company], missing.remove(company) != nil else { continue }
          remember(contragent, as: Order.CompanyReference(customer: customer, company: company))
        }
        odd = odd ?? answer.odd
        if missing.isEmpty { return nil }
        if answer.hasMore { continue }
      case .refused(let failure) where failure.httpStatus == 404: break
      case .refused(let failure), .unsent(let failure), .unknown(let failure): return failure
      }
      // An entry that could not be read may be the one.
      if let odd { return odd }
      // The CRM's last word: it has no such company, so the order has no contragent.
      for company in ids where missing.contains(company) {
        let reference = Order.CompanyReference(customer: customer, company: company)
        remember(Order.Contragent(isCorporate: true), as: reference)
      }
      return nil
    }
    return Failure(
      .terminal, code: "too-many-companies", message: "not among \(Bound.companyPages) pages of companies")
  }

  private func remember(_ contragent: Order.Contragent, as reference: Order.CompanyReference) {
    if companies.known.count >= Bound.companiesRemembered, companies.known[reference] == nil {
      // All at once, so that no order among them decides anything; what is needed is read again.
      companies.known = [:]
    }
    companies.known[reference] = CompanyDesk.Known(contragent: contragent, readAt: clock.uptime())
  }

  private func tellCompanies(_ failure: Failure?) {
    guard companies.toldFailure != failure?.code else { return }
    companies.toldFailure = failure?.code
    guard let failure else {
      log.notice("companies of corporate customers can be read again")
      return
    }
    log.warning(
      "companies of corporate customers cannot be read: their orders wait",
      metadata: ["FAILURE": "\(failure.code)"])
  }
}
