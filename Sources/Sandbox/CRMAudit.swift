// What clients did to the account, for tests to judge. `violations` lists what no right client ever does; everything
// else is counted without an opinion. Writing to a deleted order is wrong only of a client that was told of the
// deletion, by an answer without the order or by a 404, longer ago than a call can be under way.

public struct CRMAudit: Sendable, Equatable {
  public enum Violation: String, Sendable, CaseIterable {
    /// `items` in an edit removes what is not listed (R§7).
    case itemsInEdit
    case pageWithSinceID
    case jsonContentType
    case tooManyTrackingUpdates
    /// A tracking code the module's `statusList` does not have; the CRM drops it without a word.
    case unknownTrackingStatus
    case trackingMomentWithoutOffset
    /// `trackNumber` in a tracking call of a module without `allowTrackNumber`.
    case trackNumberNotAllowed
    case statusCommentWithoutStatus
    /// `delivery.data.status` and the like are not writable by orders/edit.
    case readOnlyDeliveryField
    case deletedOrderWritten
    /// The key in the query or the form instead of the header: it lands in logs.
    case keyInQuery
  }

  public struct Finding: Sendable, Equatable {
    public var violation: Violation
    public var endpoint: String
    public var order: Int64?
    public var at: SandboxTime
  }

  /// A change of an order's status by an API key.
  public struct StatusMove: Sendable, Equatable {
    public var order: Int64
    public var from: String
    public var to: String
    /// Position in `Configuration.keys`.
    public var key: Int
    public var at: SandboxTime
  }

  /// Requests by endpoint, whatever their answer.
  public internal(set) var calls: [String: Int] = [:]
  /// Answers other than success by `<endpoint> <HTTP status>`.
  public internal(set) var refusals: [String: Int] = [:]
  /// Accepted edits by order, those that changed nothing included.
  public internal(set) var edits: [Int64: Int] = [:]
  /// Accepted edits that changed nothing at all.
  public internal(set) var idleEdits = 0
  public internal(set) var rateRefusals = 0
  public internal(set) var trackingUpdates = 0
  /// Tracking updates that no order was linked to.
  public internal(set) var unmatchedTrackingUpdates = 0
  public internal(set) var statusMoves: [StatusMove] = []
  public internal(set) var violations: [Finding] = []
  /// When clients were first told, by order, that a deleted order is not there.
  private var toldDeleted: [Int64: SandboxTime] = [:]
  /// Messages of notifications/send.
  public internal(set) var notifications: [String] = []

  /// Lists end here; counts go on.
  static let longestList = 100_000
  /// No call is under way for longer.
  public static let longestCallMilliseconds: Int64 = 60_000

  public init() {}

  public func findings(_ violation: Violation) -> [Finding] {
    violations.filter { $0.violation == violation }
  }

  mutating func count(_ endpoint: String) {
    calls[endpoint, default: 0] += 1
  }

  mutating func countRefusal(_ endpoint: String, status: Int) {
    refusals["\(endpoint) \(status)", default: 0] += 1
  }

  mutating func violation(_ violation: Violation, endpoint: String, order: Int64? = nil, at now: SandboxTime)
  {
    guard violations.count < CRMAudit.longestList else { return }
    violations.append(Finding(violation: violation, endpoint: endpoint, order: order, at: now))
  }

  mutating func violation(_ violation: Violation, _ call: CRMCall, order: Int64? = nil) {
    self.violation(violation, endpoint: call.name, order: order, at: call.now)
  }

  mutating func tellDeleted(_ order: Int64, at now: SandboxTime) {
    if toldDeleted[order] == nil { toldDeleted[order] = now }
  }

  /// An attempt to write to a deleted order, which is answered 404 and so tells the client.
  mutating func writesDeleted(_ order: Int64, _ call: CRMCall) {
    if let told = toldDeleted[order],
      call.now - told > CRMAudit.longestCallMilliseconds
    {
      violation(.deletedOrderWritten, call, order: order)
    }
    tellDeleted(order, at: call.now)
  }

  mutating func moved(_ move: StatusMove) {
    guard statusMoves.count < CRMAudit.longestList else { return }
    statusMoves.append(move)
  }
}
