// Where the printing of one label stands. A command that ended with a complaint surely printed nothing and is tried for
// as long as the parcel waits; one whose end nobody knows is not repeated, because a label printed twice is two parcels
// under one number. Only the operator's `retry` has such a label printed again.

public struct PrintMark: Hashable, Sendable, Codable {
  public enum State: String, Sendable, Codable {
    case wanted
    /// The command was about to run. Left so by a crash: in doubt.
    case begun
    case printed
    /// Nobody knows whether it was printed; not repeated.
    case doubtful
    /// Given up by an earlier version; the same as `wanted`.
    case failed
  }

  /// Which label, see `Shipment.labelNumber`.
  public var number: Int
  public var state: State
  public var begunAt: Instant?
  public var retry: Retry?

  public init(number: Int, state: State = .wanted, begunAt: Instant? = nil, retry: Retry? = nil) {
    self.number = number
    self.state = state
    self.begunAt = begunAt
    self.retry = retry
  }
}

extension Shipment {
  /// The post has not got the parcel, as far as is known: somebody still needs the label.
  var isToBeHandedOver: Bool { tracking.state == .created && tracking.awaitsAnswer != true }

  /// A print was begun and nobody knows its end: what the paper says must stay true.
  var mayBeOnPaper: Bool { print?.state == .begun || print?.state == .doubtful }

  /// The shipment was found, not made just now: whoever made it, or this ledger before it was restored, may have printed
  /// its label.
  mutating func doubtEarlierPrint() { print = PrintMark(number: labelNumber, state: .doubtful) }

  /// The packer has a parcel to hand over and no label from the printer, or nobody knows. A number that somebody typed
  /// is theirs to have printed.
  var lacksPrint: Bool {
    guard isToBeHandedOver, !isTyped, let print, print.number == labelNumber || label == nil else {
      return false
    }
    switch print.state {
    case .printed: return false
    case .doubtful, .failed: return true
    case .wanted, .begun: return (print.retry?.attempts ?? 0) >= Errand.printPatience
    }
  }
}

extension LedgerEntry {
  /// The operator's word: what waits after a failure is tried now, what was given up is tried again, and a label of which
  /// nobody knows whether it was printed is printed.
  public mutating func retryErrands() {
    quote?.retry = nil
    quote?.refusedAt = nil
    guard let shipment else { return }
    changeShipment(shipment.uuid) { current in
      current.labelRetry = nil
      current.attachment?.retry = nil
      current.print?.retry = nil
      guard current.tracking.state == .created, let state = current.print?.state else { return }
      if state == .doubtful || state == .failed { current.print?.state = .wanted }
    }
  }
}
