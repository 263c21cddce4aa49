// What is counted by cabinet and hour: the milestones of parcels, and the duplicates that did not happen. Counted where
// an entry changes, in the same commit, so that a crash neither loses a count nor counts twice.
//
// What a newcomer gets wrong: a count is a count of changes. A parcel delivered and then returned counts once as each.

public enum Tally: String, Sendable, Codable, CaseIterable {
  /// A create came to a shipment, by its answer or by being looked up.
  case created
  /// A TTN that existed became the order's: typed in by a manager, or asked for by the operator.
  case adopted
  case withdrawn
  case delivered
  case returned
  /// A shipment whose create got no answer was found: of `created`, those that a repetition would have doubled.
  case foundAfterDoubt = "found-after-doubt"
  /// A shipment of ours that the ledger did not know was taken over instead of being made anew.
  case recognised
  /// A superfluous shipment was deleted before the post had it.
  case orphanDeleted = "orphan-deleted"

  /// Those that say a second parcel was prevented.
  public static let duplicatesPrevented: [Tally] = [.foundAfterDoubt, .recognised, .orphanDeleted]

  /// What a change of an entry amounts to, besides what only its maker knows (`noted`).
  public static func of(
    _ previous: LedgerEntry, to next: LedgerEntry, noted: [Tally] = []
  ) -> [Tally] {
    var tallies = noted
    let (old, new) = (previous.shipment, next.shipment)
    if old?.uuid != new?.uuid || old?.generation != new?.generation {
      if old != nil { tallies.append(.withdrawn) }
      if new != nil {
        if case .creating = previous.phase {
          tallies.append(.created)
        } else if !noted.contains(.recognised) {
          tallies.append(.adopted)
        }
      }
    }
    if let new, old?.uuid != new.uuid || old?.tracking.state != new.tracking.state {
      if new.tracking.state == .delivered { tallies.append(.delivered) }
      if new.tracking.state == .returned { tallies.append(.returned) }
    }
    return tallies
  }
}

/// What stands in an order's card, or is missing from its parcel, as a code: what is counted and listed without reading
/// entries.
public struct CardMark: Hashable, Sendable, Comparable {
  public enum Kind: String, Sendable, CaseIterable {
    case problem
    case notice
    /// Of the label; nothing in the card.
    case label
  }
  public var kind: Kind
  public var code: String

  public init(_ kind: Kind, _ code: String) {
    self.kind = kind
    self.code = code
  }

  public init(_ problem: ProblemCode) { self.init(.problem, problem.rawValue) }
  public init(_ notice: NoticeCode) { self.init(.notice, notice.rawValue) }

  /// The printer did not give the label of a parcel that is to be handed over, or nobody knows whether it did.
  public static let labelNotPrinted = CardMark(.label, "not-printed")

  /// Every mark there can be, problems first, in the order of their catalogues.
  public static let all =
    ProblemCode.allCases.map { CardMark($0) } + NoticeCode.allCases.map { CardMark($0) } + [labelNotPrinted]

  public static func < (left: CardMark, right: CardMark) -> Bool {
    (left.kind.rawValue, left.code) < (right.kind.rawValue, right.code)
  }
}

extension LedgerEntry {
  public var marks: Set<CardMark> {
    var marks = Set(problems.map { CardMark($0.code) }).union((notices ?? []).map { CardMark($0.code) })
    if shipment?.lacksPrint == true { marks.insert(.labelNotPrinted) }
    return marks
  }
}
