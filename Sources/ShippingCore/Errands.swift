// What is done beside a parcel's life: its label goes to the printer and to the order card, a locked order gets a price.
// None of it may hold up the parcel: an errand has a retry of its own, never the entry's, and its failure is no problem
// of the order. What may not be repeated (an upload, a print) is preceded by a committed intent like a create.

public enum Errand: Hashable, Sendable {
  /// The label becomes a file of the CRM. Its intent is committed first.
  case uploadLabel(Shipment, begunAt: Instant)
  /// Look for a file whose upload was not answered.
  case findUpload(Shipment)
  case attachLabel(Shipment, file: FileID, site: String)
  /// Its intent is committed first: a label printed twice is two parcels under one number.
  case printLabel(Shipment, begunAt: Instant)
  /// A print was begun and nobody knows how it ended: put down and told, not repeated.
  case admitPrint(Shipment)
  case askPrice(ShipmentPlan, from: Postcode, about: Quote.Subject)
  /// `isShown`: the card shows the price already, so no call is needed.
  case writeQuote(Quote, to: QuoteTarget, cabinet: CabinetID, site: String, isShown: Bool)
  /// Takes void labels out of the spool.
  case removeLabels(VoidLabels)
  /// Takes a void label from the order's files. Repeating it does no more.
  case deleteFile(FileID, cabinet: CabinetID)

  public var name: String {
    switch self {
    case .uploadLabel: return "upload-label"
    case .findUpload: return "find-upload"
    case .attachLabel: return "attach-label"
    case .printLabel: return "print-label"
    case .admitPrint: return "admit-print"
    case .askPrice: return "ask-price"
    case .writeQuote: return "write-quote"
    case .removeLabels: return "remove-labels"
    case .deleteFile: return "delete-file"
    }
  }

  public var cabinet: CabinetID {
    switch self {
    case .uploadLabel(let shipment, _), .findUpload(let shipment), .attachLabel(let shipment, _, _),
      .printLabel(let shipment, _), .admitPrint(let shipment):
      return shipment.cabinet
    case .askPrice(let plan, _, _): return plan.cabinet
    case .writeQuote(_, _, let cabinet, _, _): return cabinet
    case .removeLabels(let labels): return labels.cabinet
    case .deleteFile(_, let cabinet): return cabinet
    }
  }
}

/// What an errand that was done gave.
public enum ErrandValue: Hashable, Sendable {
  case uploaded(FileID)
  /// nil: no such file; the upload did not arrive.
  case file(FileID?, isAttached: Bool)
  case attached
  case printed
  case admitted
  case price(Kopiykas)
  case written
  case removed
  /// The label is not in the spool any more: it is fetched again.
  case labelMissing
}

extension Step {
  /// Steps with a retry of their own: they wait for nobody, and nobody for them.
  public var isErrand: Bool {
    switch self {
    case .fetchLabel, .errand: return true
    default: return false
    }
  }
}

/// `id` of a file of the CRM.
public struct FileID: Identity {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Failures in a row of one errand, and when it is tried again.
public struct Retry: Hashable, Sendable, Codable {
  public var attempts: Int
  public var at: Instant

  public init(attempts: Int, at: Instant) {
    self.attempts = attempts
    self.at = at
  }

  /// A time further ahead than any pause was set before a step back of the wall clock.
  func isDue(at now: Instant) -> Bool { at <= now || at > now + Errand.longestPause }

  static func after(
    _ earlier: Retry?, _ failure: Failure, pace: RetryPolicy, atLeast least: Duration = .zero, jitter: Double,
    now: Instant
  ) -> Retry {
    let attempts = min((earlier?.attempts ?? 0) + 1, Invariants.attemptsLimit)
    var delay = max(least, pace.delay(attempt: attempts, jitter: jitter))
    if let asked = failure.retryAfterMilliseconds {
      delay = max(delay, min(.milliseconds(max(0, asked)), pace.cap))
    }
    return Retry(attempts: attempts, at: now + min(delay, Errand.longestPause))
  }
}

extension Errand {
  /// Before what the CRM refused is tried again: an account gets money, a key gets a right.
  static let refusedPause = Duration.seconds(86_400)
  /// Before a key that was refused is used for an errand again.
  static let accountPause = Duration.seconds(3600)
  static let longestPause = refusedPause
  /// The CRM may still be at work on an upload whose answer is missing.
  static let uploadPause = Duration.seconds(30)
  /// Somebody may have to put paper in.
  static let printPace = RetryPolicy(base: .seconds(30), cap: .seconds(600))
  /// Tries of one label before it is told, about three quarters of an hour.
  public static let printPatience = 8
  static let filePace = RetryPolicy(base: .seconds(60), cap: .seconds(3600))
  static let quotePace = RetryPolicy(base: .seconds(60), cap: .seconds(3600))
  /// Before a card is looked at for a price that was written to it.
  static let quoteLook = Duration.seconds(60)
  /// Writes of one price that were taken and not shown.
  static let quoteWrites = 3
}

/// The label of a shipment as a file of its order.
public struct LabelFile: Hashable, Sendable, Codable {
  /// Which label it is about, see `Shipment.labelNumber`.
  public var number: Int
  /// An upload was intended then, and its answer is missing.
  public var begunAt: Instant?
  public var fileID: FileID?
  public var isAttached: Bool
  /// The CRM said no (mostly: no money for files); told once.
  public var isRefused: Bool
  public var retry: Retry?

  public init(
    number: Int, begunAt: Instant? = nil, fileID: FileID? = nil, isAttached: Bool = false,
    isRefused: Bool = false, retry: Retry? = nil
  ) {
    self.number = number
    self.begunAt = begunAt
    self.fileID = fileID
    self.isAttached = isAttached
    self.isRefused = isRefused
    self.retry = retry
  }
}

extension Shipment {
  /// Counts the labels of this shipment, from 1: an update of the shipment makes another one.
  public var labelNumber: Int { max(1, labelRevision ?? 1) }

  /// Name of the label among the order's files.
  public var labelFileName: String {
    labelNumber == 1 ? "ТТН \(barcode).pdf" : "ТТН \(barcode) (\(labelNumber)).pdf"
  }
}
