// Ports that read and cannot write: the second wall of a dry run. Its loops carry nothing out; should one of them ever ask
// for a write all the same, it is refused here, before anything leaves the machine.
public import ShippingCore

private let refused = Failure(.terminal, code: "dry-run", message: "nothing is written in a dry run")

public struct ReadingCRM: CRM {
  private let inner: any CRM

  public init(_ inner: any CRM) {
    self.inner = inner
  }

  public func history(since: HistoryRecordID) async -> Outcome<HistoryPage> {
    await inner.history(since: since)
  }
  public func history(from start: Instant) async -> Outcome<HistoryPage> { await inner.history(from: start) }
  public func orders(_ ids: [OrderID]) async -> Outcome<OrdersAnswer> { await inner.orders(ids) }
  public func orderIDs(
    deliveryTypes: [String], createdSince start: Instant, page: Int
  ) async -> Outcome<OrderIDsPage> {
    await inner.orderIDs(deliveryTypes: deliveryTypes, createdSince: start, page: page)
  }
  public func companies(
    of customer: CustomerID, ids: [CompanyID], page: Int
  ) async -> Outcome<CompaniesPage> {
    await inner.companies(of: customer, ids: ids, page: page)
  }
  public func account() async -> Outcome<CRMAccount> { await inner.account() }
  public func files(_ query: FileQuery, page: Int) async -> Outcome<FilesPage> {
    await inner.files(query, page: page)
  }
  public func download(_ file: FileID) async -> Outcome<[UInt8]> { await inner.download(file) }

  public func edit(_ order: OrderID, site: String, _ edit: OrderEdit) async -> Outcome<Void> {
    .refused(refused)
  }
  public func track(_ updates: [TrackingUpdate], module: String) async -> Outcome<Void> { .refused(refused) }
  public func uploadFile(_ content: [UInt8]) async -> Outcome<FileID> { .refused(refused) }
  public func nameAndAttach(
    _ file: FileID, name: String, order: OrderID, site: String
  ) async -> Outcome<Void> { .refused(refused) }
  public func deleteFile(_ file: FileID) async -> Outcome<Void> { .refused(refused) }
  public func notify(_ message: String, groups: [String], isError: Bool) async -> Outcome<Void> {
    .refused(refused)
  }
}

public struct ReadingCarrier: Carrier {
  private let inner: any Carrier

  public init(_ inner: any Carrier) {
    self.inner = inner
  }

  public func findClient(externalID: String) async -> Outcome<ClientUUID?> {
    await inner.findClient(externalID: externalID)
  }
  public func addresses(of client: ClientUUID) async -> Outcome<[ClientAddress]> {
    await inner.addresses(of: client)
  }
  public func groups(sender: ClientUUID) async -> Outcome<[ShipmentGroup]> {
    await inner.groups(sender: sender)
  }
  public func group(_ group: GroupUUID) async -> Outcome<ShipmentGroup?> { await inner.group(group) }
  public func shipments(group: GroupUUID) async -> Outcome<[Receipt]> { await inner.shipments(group: group) }
  public func shipment(barcode: Barcode) async -> Outcome<Receipt?> { await inner.shipment(barcode: barcode) }
  public func lifecycle(_ shipment: ShipmentUUID) async -> Outcome<Lifecycle> {
    await inner.lifecycle(shipment)
  }
  public func record(of shipment: ShipmentUUID) async -> Outcome<ShipmentRecord?> {
    await inner.record(of: shipment)
  }
  public func payout(of barcode: Barcode) async -> Outcome<PayoutState?> { await inner.payout(of: barcode) }
  public func isPriceChanged(of barcode: Barcode) async -> Outcome<Bool> {
    await inner.isPriceChanged(of: barcode)
  }
  /// A POST on the wire that changes nothing, like its sibling: a list of barcodes has no place in a query.
  public func lastStatuses(_ barcodes: [Barcode]) async -> Outcome<TrackingAnswer> {
    await inner.lastStatuses(barcodes)
  }
  public func statuses(_ barcodes: [Barcode]) async -> Outcome<HistoryAnswer> {
    await inner.statuses(barcodes)
  }
  public var tracksEvents: Bool { inner.tracksEvents }

  public func createAddress(_ address: PostalAddress) async -> Outcome<AddressID> { .refused(refused) }
  public func createClient(
    _ client: PostalClient, address: AddressID, externalID: String
  ) async -> Outcome<ClientUUID> { .refused(refused) }
  public func add(_ address: AddressID, to client: ClientUUID) async -> Outcome<Void> { .refused(refused) }
  public func createGroup(
    name: String, sender: ClientUUID, type: ShipmentType
  ) async -> Outcome<ShipmentGroup> { .refused(refused) }
  public func createShipment(
    _ plan: ShipmentPlan, group: GroupUUID, sender: ClientUUID, recipient: ClientUUID, address: AddressID,
    externalID: String
  ) async -> Outcome<Receipt> { .refused(refused) }
  public func deleteShipment(_ shipment: ShipmentUUID) async -> Outcome<Void> { .refused(refused) }
  public func updateShipment(
    _ record: ShipmentRecord, to plan: ShipmentPlan, recipient: ClientUUID?, address: AddressID?,
    externalID: String
  ) async -> Outcome<Receipt> { .refused(refused) }
  public func closeGroup(_ group: ShipmentGroup) async -> Outcome<Void> { .refused(refused) }
  public func sticker(_ shipment: ShipmentUUID, size: LabelSize) async -> Outcome<[UInt8]> {
    .refused(refused)
  }
  public func stickers(_ barcodes: [Barcode], size: LabelSize) async -> Outcome<[UInt8]> { .refused(refused) }
  public func form103a(_ group: GroupUUID) async -> Outcome<[UInt8]> { .refused(refused) }
  public func deliveryPrice(_ plan: ShipmentPlan, from: Postcode) async -> Outcome<Kopiykas> {
    .refused(refused)
  }
}

/// A spool that takes nothing.
public struct ClosedSpool: LabelSpool {
  public init() {}

  public func store(
    _ pdf: [UInt8], cabinet: CabinetID, day: String, order: OrderID, barcode: Barcode
  ) throws -> String { throw refused }
  public func store(_ pdf: [UInt8], at path: [String]) throws -> String { throw refused }
  public func read(_ file: String) throws -> [UInt8]? { nil }
  public func remove(_ file: String) throws { throw refused }
  public func forget(_ order: OrderID, on days: [SpoolDay]) throws -> ForgottenFiles { throw refused }
  public func place(of file: String) -> String { file }
}

/// A printer that prints nothing.
public struct SilentPrinter: Printer {
  public init() {}

  public func run(_ command: [String]) async -> PrintEnding { .notStarted(refused.message) }
}
