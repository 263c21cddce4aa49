// Labels that must not be stuck on a parcel any more: those of a shipment that was withdrawn, and those that say something
// else than the shipment by now. They lie where people pick labels up, in the spool and among the order's files. The ledger
// keeps what is to be removed until it is, so that a crash in between leaves none behind.

public struct VoidLabels: Hashable, Sendable, Codable {
  public var cabinet: CabinetID
  /// In the spool, as it named them.
  public var files: [String]
  /// Among the order's files in the CRM.
  public var attached: [FileID]
  /// Of removing the attached ones; the spool is tried once.
  public var retry: Retry?

  public init(cabinet: CabinetID, files: [String] = [], attached: [FileID] = []) {
    self.cabinet = cabinet
    self.files = files
    self.attached = attached
  }

  /// How many of each are remembered; what was not removed in so many changes stays.
  static let limit = 20
  /// Tries to remove a file of the CRM, about half a day.
  static let tries = 16

  fileprivate mutating func add(_ shipment: Shipment) {
    if let file = shipment.label, !files.contains(file) { files.append(file) }
    if let file = shipment.attachment?.fileID, !attached.contains(file) { attached.append(file) }
    files.removeFirst(max(0, files.count - VoidLabels.limit))
    attached.removeFirst(max(0, attached.count - VoidLabels.limit))
  }

  /// What is due of it now.
  func due(at now: Instant) -> Errand? {
    if !files.isEmpty { return .removeLabels(self) }
    guard let file = attached.first, retry?.isDue(at: now) ?? true else { return nil }
    return .deleteFile(file, cabinet: cabinet)
  }
}

extension LedgerEntry {
  mutating func voidLabel(of shipment: Shipment) {
    var labels = voidLabels ?? VoidLabels(cabinet: shipment.cabinet)
    labels.add(shipment)
    setVoid(labels)
  }

  /// Removed, or not to be removed: a folder that somebody moved must not be tried for ever.
  mutating func endRemoval(of removed: VoidLabels) {
    guard var labels = voidLabels else { return }
    labels.files.removeAll { removed.files.contains($0) }
    setVoid(labels)
  }

  /// `retry` nil: it is gone, or stays for good.
  mutating func endDeletion(of file: FileID, retry: Retry?) {
    guard var labels = voidLabels else { return }
    labels.retry = retry
    if retry.map({ $0.attempts >= VoidLabels.tries }) ?? true {
      labels.attached.removeAll { $0 == file }
      labels.retry = nil
    }
    setVoid(labels)
  }

  private mutating func setVoid(_ labels: VoidLabels) {
    voidLabels = labels.files.isEmpty && labels.attached.isEmpty ? nil : labels
  }
}
