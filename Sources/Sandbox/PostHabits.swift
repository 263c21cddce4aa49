// The points on which nobody outside Ukrposhta knows how the real services behave (U§14), as switches: a
// client must stand every setting. The defaults are the reading with the best source, or the stricter one
// where sources disagree.

public struct PostHabits: Sendable, Equatable {
  /// How `found` of the with-not-found calls holds the events of a barcode.
  public enum FoundShape: String, Sendable, CaseIterable {
    /// barcode → list of events.
    case list
    /// barcode → one event, the newest.
    case object
    /// One list of events of all barcodes instead of a map.
    case flat
    /// The three shapes in turn, call by call.
    case mixed
  }

  /// How the question whether the office changed the price is answered.
  public enum Verdict: String, Sendable, CaseIterable {
    /// `true`
    case bare
    /// `"true"`
    case text
    /// An object with the barcode and the flag.
    case object
  }

  /// What a deleted shipment looks like afterwards.
  public enum DeletedShows: String, Sendable, CaseIterable {
    case notFound
    /// Its lifecycle call answers DELETED; the rest answers 404.
    case lifecycle
  }

  /// Every so many look-ups by external id answer a list instead of one object; 0 = never.
  public var externalIDListEvery: Int = 0
  /// Event codes as text instead of numbers.
  public var eventAsText: Bool = false
  public var foundShape: FoundShape = .list
  public var deletedShows: DeletedShows = .notFound
  /// History in the order of `step`, which is not the order of time.
  public var historyByStep: Bool = false
  /// HTTP status of a wrong or missing counterparty token; the code is UPE05001.
  public var tokenRefusalStatus: Int = 403
  /// Code of the HTTP 400 that refuses to change or delete what was taken in.
  public var handedOverCode: String = "UPE03000"
  /// An entrepreneur needs the name of the business and the person's names, not only one of them.
  public var entrepreneurNeedsBothNames: Bool = false
  /// From delivery until cash on delivery is paid out.
  public var payoutMilliseconds: Int64 = 2 * 86_400_000
  /// From delivery until the transfer is known at all.
  public var transferMilliseconds: Int64 = 0
  /// `lastStatus` of a transfer that was not paid out yet; about two dozen words are in use.
  public var awaitedPayout: String = "DO"
  public var priceVerdict: Verdict = .bare
  /// A change of a shipment is taken, but not its cash on delivery: another call exists for that (U§5).
  public var changeKeepsPostPay: Bool = false

  /// A list of groups does not say which of them are closed; the group itself does.
  public var listLeavesOutClosed: Bool = false

  public init() {}
}
