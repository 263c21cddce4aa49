// The companies of a corporate customer (retailcrm-api.md section 6), for orders that name their company without its
// contragent. A newcomer reads the first page: a customer may have more companies than one page holds, and the one of
// the order may stand on the last.
public import ShippingCore
public import SyncEngine

extension RetailCRMAdapter {
  public func companies(
    of customer: CustomerID, ids: [CompanyID], page: Int
  ) async -> Outcome<CompaniesPage> {
    await send(calls.companies(of: customer, ids: ids, page: page), as: CompaniesPayload.self)
      .map { $0.page(page) }
  }
}

private struct CompaniesPayload: Decodable, Sendable {
  private let entries: [Entry<WireCompany>]
  private let totalPageCount: Int64?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let entries = try members.entries("companies", of: WireCompany.self) else {
      throw members.odd("companies", expected: "a list")
    }
    self.entries = entries
    totalPageCount = Pagination(members).totalPageCount
  }

  func page(_ page: Int) -> CompaniesPage {
    let hasMore = totalPageCount.map { $0 > page } ?? (entries.count >= Calls.batch)
    var answer = CompaniesPage(companies: [:], hasMore: hasMore && !entries.isEmpty)
    for entry in entries {
      switch entry.value {
      case .success(let company): answer.companies[company.id] = company.contragent
      case .failure(let odd): answer.odd = answer.odd ?? odd.failure
      }
    }
    return answer
  }
}

private struct WireCompany: Decodable, Sendable {
  let id: CompanyID
  let contragent: Order.Contragent

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    self.id = CompanyID(id)
    let contragent = try members.object("contragent")
    let legalName = try contragent.text("legalName")
    let shortName = try members.text("name")
    self.contragent = Order.Contragent(
      kind: try contragent.text("contragentType").flatMap { Order.Contragent.Kind(rawValue: $0) },
      isCorporate: true, name: legalName ?? shortName, shortName: legalName == nil ? nil : shortName,
      okpo: try contragent.text("OKPO"), inn: try contragent.text("INN"))
  }
}
