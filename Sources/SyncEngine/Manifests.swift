// What the two forms of a day come to: the manifest (form 103a of each group) and the labels in one PDF.
public import ShippingCore

/// One group of a day.
public struct ManifestReport: Sendable, Hashable, Codable {
  public var cabinet: CabinetID
  /// Local day of the group: `2026-11-23`.
  public var day: String
  public var type: ShipmentType
  public var group: GroupUUID
  public var isClosed: Bool
  /// Form 103a, below the spool's root; nil when there is none (yet).
  public var file: String?
  /// Shipments that the group holds.
  public var shipments: Int
  /// Sums; nil when Ukrposhta does not say it of every shipment.
  public var declaredPrice: Kopiykas?
  public var postPay: Kopiykas?
  public var deliveryPrice: Kopiykas?
  /// Why the group is not closed, its form not there, or what on it a person has to look at; nil when all is well, or
  /// nothing is in it. Code and text of the service.
  public var problem: String?

  public init(cabinet: CabinetID, day: String, group: ShipmentGroup) {
    self.cabinet = cabinet
    self.day = day
    type = group.type
    self.group = group.uuid
    isClosed = group.isClosed
    shipments = 0
    declaredPrice = .zero
    postPay = .zero
    deliveryPrice = .zero
  }

  mutating func count(_ receipts: [Receipt]) {
    func sum(_ amounts: [Kopiykas?]) -> Kopiykas? {
      let known = amounts.compactMap(\.self)
      return known.count == amounts.count ? known.reduce(.zero, +) : nil
    }
    shipments = receipts.count
    declaredPrice = sum(receipts.map(\.declaredPrice))
    // A shipment without cash on delivery need not name it.
    postPay = sum(receipts.map { $0.postPay ?? .zero })
    deliveryPrice = sum(receipts.map(\.deliveryPrice))
  }
}

/// The labels of a day's shipments that are still to be handed over.
public struct MergedLabels: Sendable, Hashable, Codable {
  public var day: String
  /// A PDF holds the labels of one cabinet, and no more than the service gives in one call.
  public var parts: [Part]
  /// Barcodes whose label did not come, with why.
  public var missing: [Barcode: String]

  public var barcodes: [Barcode] { parts.flatMap(\.barcodes) }

  public init(day: String, parts: [Part] = [], missing: [Barcode: String] = [:]) {
    self.day = day
    self.parts = parts
    self.missing = missing
  }

  public struct Part: Sendable, Hashable, Codable {
    public var cabinet: CabinetID
    /// Below the spool's root.
    public var file: String
    public var barcodes: [Barcode]

    public init(cabinet: CabinetID, file: String, barcodes: [Barcode]) {
      self.cabinet = cabinet
      self.file = file
      self.barcodes = barcodes
    }
  }
}
