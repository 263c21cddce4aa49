// An order as tests want to see it: what a client has made of it, without the detour over JSON.

public struct CRMOrderSnapshot: Sendable, Equatable {
  public struct Event: Sendable, Equatable {
    public var code: String
    /// Wall time of the account, `YYYY-MM-DD HH:MM:SS`.
    public var at: String
    public var comment: String?
  }

  public struct Payment: Sendable, Equatable {
    public var id: Int64
    public var type: String
    public var status: String?
    public var amountKopiykas: Int64
  }

  public var id: Int64
  public var number: String
  public var externalID: String?
  public var site: String
  public var status: String
  public var statusGroup: String?
  public var statusComment: String?
  public var deleted: Bool
  public var combinedTo: Int64?
  public var deliveryType: String?
  public var integrationCode: String?
  public var locked: Bool?
  /// `delivery.data.externalId`.
  public var deliveryExternalID: String?
  public var trackNumber: String?
  public var deliveryStatus: String?
  public var deliveryStatusText: String?
  public var deliveryStatusComment: String?
  /// Wall time of the account.
  public var deliveryStatusAt: String?
  /// The comment of the current delivery status when that is one of the module's error statuses.
  public var errorText: String?
  /// Every tracking event the CRM accepted, in the order it got them, without repetitions.
  public var tracking: [Event]
  public var costKopiykas: Int64
  public var netCostKopiykas: Int64
  /// `delivery.data.cost`.
  public var carrierCostKopiykas: Int64?
  public var extraData: [String: JSONValue]
  public var customFields: [String: JSONValue]
  public var managerComment: String?
  public var payments: [Payment]
  /// Names of the files attached to the order.
  public var files: [String]
  /// Ids of its items.
  public var items: [Int64]
}

extension CRMService {
  /// Ids of all orders there ever were, ascending.
  public var orderIDs: [Int64] {
    orders.map(\.id)
  }

  /// Deleted orders included; nil when there never was such an order.
  public func snapshot(_ id: Int64) -> CRMOrderSnapshot? {
    guard let position = position(of: id) else { return nil }
    let order = orders[position]
    let data = order.delivery.data
    let integrationCode = order.delivery.type.flatMap { deliveryTypes[$0]?.integrationCode }
    let status = data.status.flatMap { code in integrationCode.flatMap { modules[$0]?.statuses[code] } }
    return CRMOrderSnapshot(
      id: id, number: order.number, externalID: order.externalID, site: order.site, status: order.status,
      statusGroup: statusGroups[order.status], statusComment: order.statusComment, deleted: order.deleted,
      combinedTo: order.combinedTo, deliveryType: order.delivery.type, integrationCode: integrationCode,
      locked: data.locked, deliveryExternalID: data.externalID, trackNumber: data.trackNumber,
      deliveryStatus: data.status, deliveryStatusText: status?.name,
      deliveryStatusComment: data.statusComment,
      deliveryStatusAt: data.statusAt.map(CRMZone.text),
      errorText: status?.isError == true ? data.statusComment ?? status?.name : nil,
      tracking: data.tracking.map {
        CRMOrderSnapshot.Event(code: $0.code, at: CRMZone.text($0.at), comment: $0.comment)
      },
      costKopiykas: order.delivery.costKopiykas, netCostKopiykas: order.delivery.netCostKopiykas,
      carrierCostKopiykas: data.costKopiykas, extraData: data.extraData, customFields: order.customFields,
      managerComment: order.managerComment,
      payments: order.payments.map {
        CRMOrderSnapshot.Payment(
          id: $0.id, type: $0.type, status: $0.status, amountKopiykas: $0.amountKopiykas)
      },
      files: files.filter { $0.orders.contains(id) }.map(\.filename), items: order.items.map(\.id))
  }

  /// Bytes of the files attached to an order, in the order they were uploaded.
  public func attachments(of id: Int64) -> [[UInt8]] {
    files.filter { $0.orders.contains(id) }.map(\.bytes)
  }

  /// The order as GET orders/{id} would show it.
  public func json(_ id: Int64) -> JSONValue? {
    guard let position = position(of: id) else { return nil }
    var writer = CRMWriter()
    write(orders[position], as: .read, to: &writer)
    return CRMParser.parse(writer.bytes)
  }
}
