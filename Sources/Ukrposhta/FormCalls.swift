// The forms service: labels, one or many in a PDF, and the list an office signs; and the group that the list is of
// (ukrposhta-api.md sections 7 and 9). Reading a form changes nothing, so an unclear answer is only a refusal that
// passes. Closing a group may have had its effect: the caller reads it back.
import Foundation
import HTTPTransport
public import ShippingCore
public import SyncEngine

extension UkrposhtaCarrier {
  /// Fetching a label changes nothing and can be repeated. It can be slow: others allow it a minute.
  public func sticker(_ shipment: ShipmentUUID, size: LabelSize) async -> Outcome<[UInt8]> {
    var call = Call(.get, "shipments/{s}/sticker", [shipment.rawValue], service: .forms, effect: .read)
    call.query = Self.sizeQuery(size)
    call.responseLimit = Self.stickerLimit
    return await pdf(call)
  }

  /// One barcode that the service does not know refuses the whole. Options of a label would stand in its object.
  public func stickers(_ barcodes: [Barcode], size: LabelSize) async -> Outcome<[UInt8]> {
    guard (1...Self.stickersLimit).contains(barcodes.count) else {
      return .refused(
        Failure(
          .terminal, code: "batch-size",
          message: "\(barcodes.count) labels in one call, 1 to \(Self.stickersLimit) are allowed"))
    }
    let body = Dictionary(barcodes.map { ($0.text, NoOptions()) }, uniquingKeysWith: { first, _ in first })
    var call = Call(.post, "shipments/stickers-by-barcodes", service: .forms, body: body, effect: .read)
    call.query = Self.sizeQuery(size)
    call.responseLimit = Self.listingLimit
    return await pdf(call)
  }

  public func form103a(_ group: GroupUUID) async -> Outcome<[UInt8]> {
    var call = Call(.get, "shipment-groups/{g}/form103a", [group.rawValue], service: .forms, effect: .read)
    call.responseLimit = Self.listingLimit
    return await pdf(call)
  }

  public func group(_ group: GroupUUID) async -> Outcome<ShipmentGroup?> {
    let call = Call(.get, "shipment-groups/{g}", [group.rawValue], effect: .read)
    let outcome = await exchange.send(call, reading: OneOrMany<WireGroup>.self) {
      (answer) throws(OddAnswer) -> ShipmentGroup? in
      guard let found = answer.only, let uuid = found.uuid, uuid.lowercased() == group.rawValue.lowercased()
      else { throw OddAnswer(path: "uuid", message: "the answer is about another group") }
      guard let type = found.type.flatMap(ShipmentType.init) else {
        throw OddAnswer(path: "type", message: "a group without a known type")
      }
      // Taking a missing member for "open" would have a closed group closed again.
      guard let isClosed = found.closed else {
        throw OddAnswer(path: "closed", message: "a group that does not say whether it is closed")
      }
      return ShipmentGroup(uuid: group, name: found.name ?? "", type: type, isClosed: isClosed)
    }
    return outcome.isNotFound ? .done(nil) : outcome
  }

  public func closeGroup(_ group: ShipmentGroup) async -> Outcome<Void> {
    let body = CloseRequest(name: group.name, type: group.type.rawValue)
    let call = Call(.put, "shipment-groups/{g}", [group.uuid.rawValue], body: body, effect: .write)
    return await exchange.send(call, reading: OneOrMany<WireGroup>.self) { (answer) throws(OddAnswer) in
      guard answer.only?.closed == true else {
        throw OddAnswer(path: "closed", message: "the answer does not say that the group is closed")
      }
    }
  }

  /// The whole answer, checked to be a PDF.
  private func pdf(_ described: Call) async -> Outcome<[UInt8]> {
    var call = described
    // A server that only makes PDF may refuse a client that only takes JSON; errors still come as JSON.
    call.accept = "application/pdf, application/json"
    call.timeout = .seconds(60)
    let outcome = await exchange.send(call)
    guard case .done(let response) = outcome else { return outcome.map(\.body) }
    guard response.status == 200, response.body.starts(with: Array("%PDF".utf8)) else {
      let refusal = Refusal(response, redaction: exchange.redaction)
      if let code = refusal.code, code.hasPrefix("UPE") {
        return .refused(
          Failure(.terminal, code: code, message: refusal.words ?? code, httpStatus: response.status))
      }
      let odd = OddAnswer(code: "not-pdf", message: "\(response.body.count) bytes that are no PDF")
      return exchange.odd(odd, response, .read)
    }
    return .done(response.body)
  }

  /// 100×100 mm is what comes when no size is asked for.
  private static func sizeQuery(_ size: LabelSize) -> [(String, String)] {
    size == .square ? [] : [("size", size.rawValue)]
  }

  /// Bytes of one label; recorded ones are some tens of kilobytes.
  static let stickerLimit = 8 * 1_024 * 1_024
  /// Labels in one PDF: about 3 MB.
  static let stickersLimit = 100
}

/// `{}`.
private struct NoOptions: Encodable, Sendable {}

/// Name and type as they are: whether the service would take a body without them is not documented.
private struct CloseRequest: Encodable, Sendable {
  let name: String
  let type: String
  let closed = true
}
