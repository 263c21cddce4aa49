// Keeps an outage of hours from writing the same line at every retry. Which messages may be held back at all, and which
// end them, is said row by row in LogMessages.swift; here is only how:
//
// - A *condition* is written at its first occurrence; the same about the same subject is counted for `window`. The
//   next one written carries REPEATED, the number of those that were not.
// - An *end* is written when the condition it ends was written since the last end, and opens the way for the next.
// - What breaks and mends again and again within a window is written `outbreaks` times; then its ends go unwritten with it.
//
// What a newcomer gets wrong: the subject is every field but those that only measure. A record that differs in anything
// else is another one and passes.
import Synchronization

final class RepeatGate: Sendable {
  static let window = Duration.seconds(3600)
  /// Times in one window that a condition is written, each after an end of it.
  static let outbreaks = 4
  /// Subjects remembered; beyond it the oldest is forgotten, and written when it comes again.
  static let mostSubjects = 1024
  /// Bytes of one subject; a longer one is never held back.
  static let longestSubject = 1024
  /// Fields that measure: they differ from one occurrence to the next of the same thing.
  static let measures: Set<String> = [
    "ATTEMPT", "COMPLAINT", "DOWN_SECONDS", "FAILURES", "HTTP_STATUS", "LOOKS", "MESSAGE_OF_PEER", "RECORDS",
    "SECONDS", "SHIPMENTS",
  ]

  enum Verdict: Sendable, Equatable {
    /// To be written; `repeated` = how many of the kind were held back since the last one.
    case write(repeated: Int)
    case hold
  }

  private struct Subject: Hashable {
    var message: String
    var fields: [LogRecord.Field]
  }

  private struct Condition {
    /// Uptime at which its window began.
    var begun: Duration
    var written = 0
    var held = 0
    /// The last word written about it is that it is so.
    var isOpen = false
  }

  private let conditions = Mutex<[Subject: Condition]>([:])
  private let uptime: @Sendable () -> Duration

  /// All loggers of a process share one.
  static let process: RepeatGate = {
    let start = ContinuousClock.now
    return RepeatGate { start.duration(to: .now) }
  }()

  init(uptime: @escaping @Sendable () -> Duration) {
    self.uptime = uptime
  }

  var count: Int { conditions.withLock { $0.count } }

  func judge(_ record: LogRecord) -> Verdict {
    switch LogMessages.rule(of: record.message) {
    case .every: return .write(repeated: 0)
    case .condition: return condition(record)
    case .ends(let messages): return end(of: messages, record)
    }
  }

  private func condition(_ record: LogRecord) -> Verdict {
    let subject = Subject(message: record.message, fields: Self.subject(record))
    guard subject.fields.reduce(0, { $0 + $1.value.utf8.count }) <= Self.longestSubject else {
      return .write(repeated: 0)
    }
    let now = uptime()
    return conditions.withLock { conditions in
      if conditions[subject] == nil { Self.makeRoom(in: &conditions, now: now) }
      var condition = conditions[subject] ?? Condition(begun: now)
      defer { conditions[subject] = condition }
      let isOver = now - condition.begun >= Self.window
      if isOver {
        condition.begun = now
        condition.written = 0
      }
      guard isOver || (!condition.isOpen && condition.written < Self.outbreaks) else {
        condition.held += 1
        return .hold
      }
      let held = condition.held
      condition.held = 0
      condition.written += 1
      condition.isOpen = true
      return .write(repeated: held)
    }
  }

  private func end(of messages: [String], _ record: LogRecord) -> Verdict {
    let fields = Self.subject(record)
    return conditions.withLock { conditions in
      let ended = conditions.keys.filter { subject in
        messages.contains(subject.message) && fields.allSatisfy(subject.fields.contains)
      }
      var (held, isAnyOpen) = (0, ended.isEmpty)
      for subject in ended where conditions[subject]?.isOpen == true {
        isAnyOpen = true
        held += conditions[subject]?.held ?? 0
        conditions[subject]?.held = 0
        conditions[subject]?.isOpen = false
      }
      return isAnyOpen ? .write(repeated: held) : .hold
    }
  }

  private static func subject(_ record: LogRecord) -> [LogRecord.Field] {
    record.fields.filter { !measures.contains($0.name) }
  }

  private static func makeRoom(in conditions: inout [Subject: Condition], now: Duration) {
    guard conditions.count >= mostSubjects else { return }
    conditions = conditions.filter { now - $0.value.begun < window || $0.value.held > 0 }
    guard conditions.count >= mostSubjects,
      let oldest = conditions.min(by: { $0.value.begun < $1.value.begun })?.key
    else { return }
    conditions[oldest] = nil
  }
}
