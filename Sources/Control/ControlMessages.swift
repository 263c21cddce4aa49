// What goes over the control socket: one line of JSON asks, lines of JSON answer, the last of them final. Both sides are
// the same program, but not always of the same release: an upgrade replaces the file while the old daemon runs on.
// That is why every request carries a version, and one of another version is refused in words.
public import ShippingCore
public import SyncEngine

/// The version of everything in this file; raised by a change that an older reader would misread.
public enum ControlProtocol {
  public static let version = 1
}

/// `{"request":{"retry":{"order":1234}},"version":1}`
public struct ControlEnvelope: Codable, Sendable, Equatable {
  public var version: Int
  public var request: ControlRequest

  public init(_ request: ControlRequest) {
    version = ControlProtocol.version
    self.request = request
  }
}

public enum ControlRequest: Codable, Sendable, Hashable {
  case status
  /// Which release runs, on which configuration.
  case about
  /// What the order asks for at this moment; reads it in the CRM and changes nothing.
  /// `personal`: with name, phone and address.
  case explain(order: OrderID, personal: Bool? = nil)
  case retry(order: OrderID)
  /// `force`: also of an order that is not over.
  case forget(order: OrderID, force: Bool)
  case cancel(order: OrderID)
  case adopt(order: OrderID, barcode: Barcode)
  case backfill(BackfillRequest)
  case reload
  /// `cabinet` nil = all, `day` nil = today.
  case manifest(cabinet: CabinetID?, day: String?)
  case mergedLabels(day: String, cabinet: CabinetID?)
}

/// One line of an answer. `{"order":{"_0":{…}}}`
public enum ControlLine: Codable, Sendable, Hashable {
  // Before the final one

  /// An order that a backfill looked at.
  case backfillOrder(BackfillOrder)
  /// Long work goes on; so many were done.
  case progress(done: Int)
  /// Nothing to tell, but the daemon is at it.
  case working

  // Final

  case status(EngineStatus)
  case about(DaemonAbout)
  case explanation(BackfillOrder)
  case order(OrderAnswer)
  /// Files are below the spool's root.
  case forgotten(ForgetReport, spool: String)
  case backfill(BackfillSummary)
  /// The configuration was applied, or the old one stays and this is why.
  case reload(isApplied: Bool, text: String)
  /// Files are below the spool's root.
  case manifests([ManifestReport], spool: String)
  case mergedLabels(MergedLabels, spool: String)
  case failure(RequestFailure)

  public var isFinal: Bool {
    switch self {
    case .backfillOrder, .progress, .working: return false
    case .status, .about, .explanation, .order, .forgotten, .backfill, .reload, .manifests, .mergedLabels,
      .failure:
      return true
    }
  }
}

/// Bounds of the socket, both sides.
public struct ControlLimits: Sendable, Hashable {
  /// Clients at a time; one more is told that it is one too many.
  public var clients = 8
  /// Bytes of a request, without its line break.
  public var request = 16 * 1024
  /// Bytes of one line of an answer.
  public var answerLine = 1024 * 1024
  /// From the connection to the whole request.
  public var requestTime = Duration.seconds(5)
  /// For the client to take what was written to it.
  public var sendTime = Duration.seconds(20)
  /// Between two signs of life while the daemon works on a request.
  public var heartbeat = Duration.seconds(20)
  /// Without a line from the daemon, the client takes it for stuck.
  public var answerTime = Duration.seconds(120)

  public init() {}
}
