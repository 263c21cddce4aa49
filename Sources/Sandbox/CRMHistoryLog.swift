// The account's history: what changed, in ascending ids. Two things a newcomer gets wrong are built in: times do not
// ascend with ids, and a record may become readable after one with a greater id already was, because a database
// commits in another order than it hands out ids. A client that moves its cursor without reading an overlap loses it.

/// Who makes a change: the `source` of its history records.
public enum CRMActor: Sendable, Equatable {
  case user(Int64)
  /// The position of the key in `Configuration.keys`.
  case api(key: Int)
  /// The system itself, `source: code`.
  case code
  /// A trigger.
  case rule
  case combine
  case split

  public static let manager = CRMActor.user(19)
}

/// One side of a change, in the forms history has (R§4).
enum CRMHistoryValue: Sendable, Equatable {
  case none
  case text(String)
  case money(Int64)
  case number(Double)
  case flag(Bool)
  case code(String)
  case moment(CRMWallTime)
  case json(JSONValue)

  static func text(_ value: String?) -> CRMHistoryValue {
    value.map { .text($0) } ?? .none
  }

  static func code(_ value: String?) -> CRMHistoryValue {
    value.map { .code($0) } ?? .none
  }

  func write(to writer: inout CRMWriter) {
    switch self {
    case .none: writer.raw("null")
    case .text(let text): writer.string(text)
    case .money(let kopiykas): writer.money(kopiykas)
    case .number(let number): writer.number(number)
    case .flag(let flag): writer.raw(flag ? "true" : "false")
    case .code(let code): writer.object { $0.member("code", code) }
    case .moment(let wall): writer.moment(wall)
    case .json(let value): writer.json(value)
    }
  }
}

/// One changed field of an order.
struct CRMChange: Sendable {
  enum Detail: Sendable {
    case none
    case item(CRMItem, whole: Bool)
    case payment(CRMPayment, whole: Bool)
    case created
    case deleted
    case combined(into: Int64)
  }

  var field: String
  var old: CRMHistoryValue
  var new: CRMHistoryValue
  var detail = Detail.none
}

struct CRMHistoryRecord: Sendable {
  var id: Int64
  var order: Int
  var createdAt: CRMWallTime
  var actor: CRMActor
  var change: CRMChange
  /// The order's status after the save.
  var status: String
  /// From when on the record can be read; `alwaysVisible` once it was.
  var visibleAt: SandboxTime

  static let alwaysVisible = SandboxTime.min
}

struct CRMHistoryLog: Sendable {
  private(set) var records: [CRMHistoryRecord] = []
  /// Positions of the records nobody can read yet, ascending.
  private var hidden: [Int] = []
  private var nextID: Int64 = 5_001

  mutating func skipIDs(_ count: Int64) {
    nextID += count
  }

  mutating func append(
    _ change: CRMChange, order: Int, status: String, actor: CRMActor, createdAt: CRMWallTime,
    visibleAt: SandboxTime
  ) {
    if visibleAt != CRMHistoryRecord.alwaysVisible { hidden.append(records.count) }
    records.append(
      CRMHistoryRecord(
        id: nextID, order: order, createdAt: createdAt, actor: actor, change: change, status: status,
        visibleAt: visibleAt))
    nextID += 1
  }

  /// What has become readable stays so, even if the clock is set back.
  mutating func reveal(_ now: SandboxTime) {
    guard !hidden.isEmpty else { return }
    for position in hidden where records[position].visibleAt <= now {
      records[position].visibleAt = CRMHistoryRecord.alwaysVisible
    }
    hidden.removeAll { records[$0].visibleAt == CRMHistoryRecord.alwaysVisible }
  }

  func isReadable(_ position: Int) -> Bool {
    records[position].visibleAt == CRMHistoryRecord.alwaysVisible
  }

  /// Position of the first record with a greater id.
  func position(after sinceID: Int64) -> Int {
    var low = 0
    var high = records.count
    while low < high {
      let middle = (low + high) / 2
      if records[middle].id > sinceID { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// How many readable records there are from `position` on.
  func readableCount(from position: Int) -> Int {
    records.count - position - hidden.reduce(0) { $0 + ($1 >= position ? 1 : 0) }
  }
}
