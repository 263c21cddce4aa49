// Labels and the form 103a of the forms service (U§9). Real PDF documents, one page a label, with the barcode
// as text in the page, so that a test can tell whose label it holds. Reading one changes nothing but the
// audit's count.

extension PostService {
  static let stickerBatchLimit = 100

  func sticker(_ call: PostCall) throws -> SandboxResponse {
    let size = try PostPage.Size.of(call.request.value("size"))
    return .pdf(PostPDF.document([label(try ownShipment(call.parameter("s"), call.owner), size)]))
  }

  func parcelSticker(_ call: PostCall) throws -> SandboxResponse {
    let size = try PostPage.Size.of(call.request.value("size"))
    guard let position = shipmentByParcelBarcode[call.parameter("barcode")] else {
      throw PostRefusal.notFound("Parcel")
    }
    _ = try ownShipment(shipments[position].uuid, call.owner)
    return .pdf(PostPDF.document([label(position, size, parcel: call.parameter("barcode"))]))
  }

  /// The body's members are uuids or barcodes; one that is unknown refuses the whole.
  func stickersByBarcodes(_ call: PostCall) throws -> SandboxResponse {
    let size = try PostPage.Size.of(call.request.value("size"))
    let identities = try call.object().keys.sorted()
    guard (1...Self.stickerBatchLimit).contains(identities.count) else {
      throw PostRefusal.bad("From 1 to \(Self.stickerBatchLimit) barcodes are expected")
    }
    let positions = try identities.map { try ownShipment($0, call.owner) }
    return .pdf(PostPDF.document(positions.map { label($0, size) }))
  }

  func groupSticker(_ call: PostCall) throws -> SandboxResponse {
    let size = try PostPage.Size.of(call.request.value("size"))
    let positions = visible(try ownGroup(call), now: call.now)
    guard !positions.isEmpty else { throw PostRefusal.notFound("Shipment") }
    return .pdf(PostPDF.document(positions.map { label($0, size) }))
  }

  /// The list an office signs. Not a gesture that closes the group: that is `PUT shipment-groups/{g}`.
  func groupForm(_ call: PostCall) throws -> SandboxResponse {
    let group = try ownGroup(call)
    let positions = visible(group, now: call.now)
    guard !positions.isEmpty else { throw PostRefusal.notFound("Shipment") }
    let rows = positions.map { position -> String in
      let ordered = shipments[position].ordered
      return
        "\(shipments[position].barcode)   \(ordered.weight) g   \(ordered.type)   \(ordered.deliveryType)"
    }
    let perPage = 45
    let pages = stride(from: 0, to: rows.count, by: perPage).map { start in
      PostPage(
        size: .a4,
        lines: ["FORM 103a   SANDBOX   group of \(String(PostTime.local(group.created).prefix(10)))"]
          + rows[start..<min(start + perPage, rows.count)] + ["In all: \(rows.count)"])
    }
    return .pdf(PostPDF.document(pages))
  }

  private func label(_ position: Int, _ size: PostPage.Size, parcel: String? = nil) -> PostPage {
    let shipment = shipments[position]
    stickers[shipment.barcode, default: 0] += 1
    let postcode = addresses[shipment.ordered.recipientAddressID]?.postcode ?? ""
    let barcodes = parcel.map { [$0] } ?? shipment.ordered.parcels.map(\.barcode)
    return PostPage(
      size: size,
      lines: [
        "UKRPOSHTA SANDBOX - NOT FOR POSTING", "\(shipment.ordered.type)  \(shipment.ordered.deliveryType)",
      ]
        + barcodes.prefix(12) + ["TO \(postcode)", "\(shipment.ordered.weight) g"], bars: barcodes.first)
  }
}
