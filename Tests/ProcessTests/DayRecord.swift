// What is known of one order of the day while its story is told: what it looked like before and after every gesture, what
// the card must have been shown since. It is written by the story alone, never read from the card.
import Rehearsal
import Sandbox
import Synchronization

/// When something must have happened, on the wall of the account.
enum DayMoment: Sendable, Equatable {
  case at(String)
  case between(String, String)

  func allows(_ wall: String?) -> Bool {
    guard let wall else { return false }
    switch self {
    case .at(let moment): return wall == moment
    case .between(let first, let last): return first <= wall && wall <= last
    }
  }
}

/// A line of the parcel's history on the card.
struct DayLine: Sendable {
  var code: String
  var at: DayMoment
  var comment: String?
  /// May have come too late to be shown before the next.
  var isOptional = false
}

struct DayRecord: Sendable {
  var id: Int64
  var story: DayStory
  /// Of the TTN that the card shows; nil = none.
  var ttn: String?
  /// TTNs made for the order so far, by whomever.
  var generation = 0
  /// State of the parcel with the time and words that go with it; nil while there never was one.
  var parcel: (state: String, at: SandboxTime, comment: String?)?
  /// What the card says instead of that; empty = nothing is wrong.
  var error = ""
  var lines: [DayLine] = []
  /// Statuses that the order was given, oldest first.
  var moves: [String] = []
  /// TTNs whose labels must be among the order's files.
  var labelled: [String] = []
  /// When the post first heard of its newest event.
  var newestEvent: SandboxTime = 0
  var deliveryType: String?
  var isDeleted = false
  /// Why the story could not be told to its end.
  var failure: String?
  /// The last line of the card's history was emptied by the CRM.
  var isCleared = false

  var cabinet: String? { DayShop.cabinet(deliveryType) }
  var isPlain: Bool { cabinet == DayShop.plain }
  var isNative: Bool { cabinet != nil && !isPlain }
}

/// An order's JSON right before and right after a person changed it, leaf by leaf.
struct DayFrame: Sendable {
  var what: String
  var at: SandboxTime
  var before: [String: JSONValue]
  var after: [String: JSONValue]
}

/// What all stories share.
final class DayBook: Sendable {
  private let ids = Mutex<[String: Int64]>([:])
  private let frames = Mutex<[Int64: [DayFrame]]>([:])

  func note(_ id: Int64, of story: String) { ids.withLock { $0[story] = id } }
  func id(of story: String) -> Int64? { ids.withLock { $0[story] } }

  func frames(of id: Int64) -> [DayFrame] { frames.withLock { $0[id] ?? [] } }

  /// Changes orders as one save that no reader comes into.
  @discardableResult
  func change(
    _ orders: [Int64], on stage: Stage, _ what: String, _ gesture: (CRMService, SandboxTime) -> Void
  ) throws -> SandboxTime {
    let (taken, now) = try stage.crm { crm, now in
      let before = orders.map { DayLeaves.of(crm.json($0)) }
      gesture(crm, now)
      return (zip(before, orders.map { DayLeaves.of(crm.json($0)) }).map { ($0, $1) }, now)
    }
    frames.withLock { frames in
      for (id, sides) in zip(orders, taken) {
        frames[id, default: []].append(DayFrame(what: what, at: now, before: sides.0, after: sides.1))
      }
    }
    return now
  }
}

/// A document as its leaves by path. Empty texts, nulls and empty lists are no leaves: the CRM writes any of them for
/// what is not there.
enum DayLeaves {
  static func of(_ document: JSONValue?) -> [String: JSONValue] {
    var leaves: [String: JSONValue] = [:]
    add(document ?? .null, at: "", to: &leaves)
    return leaves
  }

  private static func add(_ value: JSONValue, at path: String, to leaves: inout [String: JSONValue]) {
    switch value {
    case .null, .string(""): break
    case .array(let elements):
      for (index, element) in elements.enumerated() { add(element, at: "\(path)[\(index)]", to: &leaves) }
    case .object(let members):
      for (name, member) in members {
        add(member, at: path.isEmpty ? name : "\(path).\(name)", to: &leaves)
      }
    // 50 and 50.0 are the same amount.
    case .integer(let whole): leaves[path] = .number(Double(whole))
    case .bool, .number, .string: leaves[path] = value
    }
  }

  /// Paths at which two documents differ, sorted.
  static func differences(_ one: [String: JSONValue], _ other: [String: JSONValue]) -> [String] {
    Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted()
  }
}
