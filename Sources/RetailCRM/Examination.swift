// What `doctor` wants to know of the CRM account, each part by itself: a right that the key lacks, or a book that cannot
// be read, is a finding and must not hide the others. Only GETs.
public import ShippingCore

public struct CRMExamination: Sendable {
  /// `8.1.51`; nil when the CRM does not tell.
  public var version: String?
  /// Versions of the API; empty when the CRM does not tell.
  public var apiVersions: Set<String> = []
  /// Rights of the key; empty when the CRM does not list any.
  public var scopes: Set<String> = []
  /// Sites that the key is confined to; nil = all.
  public var reachableSites: Set<String>?
  /// Of the account, and known to this machine.
  public var timeZone: String?
  /// Group by status code.
  public var statuses: [String: String]?
  public var paymentTypes: Set<String>?
  public var stores: Set<String>?
  public var sites: Set<String>?
  /// Codes of all delivery types.
  public var deliveryTypes: Set<String>?
  /// Why a part is nil, by the part's name in the API.
  public var unread: [String: Failure] = [:]
}

extension RetailCRMAdapter {
  /// Not done when the key is refused or the CRM does not answer.
  public func examine() async -> Outcome<CRMExamination> {
    await rights().then { rights in
      await systemVersion().then { version in
        var found = CRMExamination()
        found.version = version
        found.scopes = rights.scopes
        found.reachableSites = rights.sites
        if case .done(let versions) = await apiVersions() { found.apiVersions = versions }
        switch await fetchZone() {
        case .done(let zone): found.timeZone = zone.name
        case .refused(let failure): found.unread["settings"] = failure
        case let other: return other.map { _ in found }
        }
        return await readBooks(into: found)
      }
    }
  }

  private func readBooks(into examination: CRMExamination) async -> Outcome<CRMExamination> {
    var found = examination
    var groups: [String: String] = [:]
    for kind in ReferenceKind.allCases where kind != .paymentStatuses {
      let entries: [String: ReferenceEntry]
      switch await book(kind) {
      case .done(let book): entries = book
      case .refused(let failure):
        found.unread["reference/\(kind.rawValue)"] = failure
        continue
      case .unsent(let failure): return .unsent(failure)
      case .unknown(let failure): return .unknown(failure)
      }
      switch kind {
      case .statuses: found.statuses = entries.mapValues { $0.group ?? "" }
      case .statusGroups:
        for (group, entry) in entries { for status in entry.statuses { groups[status] = group } }
      case .deliveryTypes: found.deliveryTypes = Set(entries.keys)
      case .paymentTypes: found.paymentTypes = Set(entries.keys)
      case .stores: found.stores = Set(entries.keys)
      case .sites: found.sites = Set(entries.keys)
      case .paymentStatuses: break
      }
    }
    found.statuses = found.statuses.map { statuses in
      Dictionary(
        statuses.map { ($0.key, $0.value.isEmpty ? groups[$0.key] ?? "" : $0.value) },
        uniquingKeysWith: { first, _ in first })
    }
    return .done(found)
  }

  private func apiVersions() async -> Outcome<Set<String>> {
    await send(calls.get("api-versions", prefix: "/api/"), as: APIVersionsPayload.self).map(\.versions)
  }
}

/// `GET /api/api-versions`.
private struct APIVersionsPayload: Decodable, Sendable {
  let versions: Set<String>

  init(from decoder: any Decoder) throws {
    versions = try Members(decoder).codes("versions")
  }
}
