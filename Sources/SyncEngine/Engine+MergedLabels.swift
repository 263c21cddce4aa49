// The labels of a day in few PDFs, for a shop that prints once a day. Reading labels changes nothing at the post, so
// nothing is remembered of it. A PDF holds one cabinet's labels: each has an account of its own.
import Logging
public import ShippingCore

extension Engine {
  /// Labels of the shipments made on `day` that the post has not got yet. Throws `Failure` for a wrong request and
  /// `LedgerFailure`; labels that do not come are in `missing`.
  public func mergedLabels(day: String, cabinet: CabinetID?) async throws -> MergedLabels {
    let cabinets = try begin(day: day, cabinet: cabinet)
    defer { endForms() }
    var wanted: [CabinetID: [Barcode]] = [:]
    try await forEachOpenEntry { entry in
      // What was forgotten must not come back as a file.
      guard entry.forgottenAt == nil, case .live(let shipment) = entry.phase, shipment.isVisibleToAPI,
        shipment.tracking.state == .created, clock.localDay(of: shipment.createdAt) == day
      else { return }
      wanted[shipment.cabinet, default: []].append(shipment.barcode)
    }
    var labels = MergedLabels(day: day)
    for cabinet in cabinets {
      guard let carrier = carriers[cabinet], let all = wanted[cabinet]?.sorted() else { continue }
      for start in stride(from: 0, to: all.count, by: Bound.batch) where !isStopping {
        let some = Array(all[start..<min(start + Bound.batch, all.count)])
        await merge(some, of: cabinet, carrier: carrier, into: &labels)
      }
    }
    return labels
  }

  /// One barcode that is refused refuses them all: halved until it is alone.
  private func merge(
    _ barcodes: [Barcode], of cabinet: CabinetID, carrier: any Carrier, into labels: inout MergedLabels
  ) async {
    let outcome = await carrier.stickers(barcodes, size: settings.labelSizes[cabinet] ?? .square)
    switch outcome {
    case .done(let pdf):
      let number = labels.parts.count { $0.cabinet == cabinet } + 1
      do {
        let file = try spool.store(pdf, at: ["merged", cabinet.rawValue, "\(labels.day)-\(number).pdf"])
        labels.parts.append(MergedLabels.Part(cabinet: cabinet, file: file, barcodes: barcodes))
      } catch {
        log.error("labels not stored", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(error)"])
        for barcode in barcodes { labels.missing[barcode] = "spool: \(error)" }
      }
    case .refused(let failure)
    where failure.kind == .terminal && failure.scope == .call && barcodes.count > 1:
      let middle = barcodes.count / 2
      await merge(Array(barcodes[..<middle]), of: cabinet, carrier: carrier, into: &labels)
      await merge(Array(barcodes[middle...]), of: cabinet, carrier: carrier, into: &labels)
    case .refused(let failure), .unsent(let failure), .unknown(let failure):
      if failure.scope == .account { parkCabinet(cabinet, failure: failure) }
      for barcode in barcodes { labels.missing[barcode] = failure.shown }
    }
  }
}
