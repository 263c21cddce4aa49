// What is held back and what is not, on a clock that the test turns; and what a record leaves the process by.
import Logging
import Synchronization
import Testing

@testable import SystemdHost

/// A gate, its clock, and a logger behind it.
private final class Bench: Sendable {
  private let time = Mutex(Duration.seconds(1000))
  private let written = Mutex<[String]>([])
  let threshold = LogThreshold(.info)

  func pass(_ duration: Duration) { time.withLock { $0 += duration } }

  func gate() -> RepeatGate { RepeatGate { [self] in time.withLock { $0 } } }

  func logger(_ gate: RepeatGate) -> Logger {
    Logger(label: "test") { [self] label in
      JournalLogHandler(
        label: label, threshold: threshold, destination: .prefixedLines, gate: gate,
        output: LogOutput(lines: { [self] line in written.withLock { $0.append(String(line.dropLast())) } }))
    }
  }

  /// Lines since the last call, without their priority.
  func lines() -> [String] {
    written.withLock { lines in
      defer { lines = [] }
      return lines.map { String($0.dropFirst(3)) }
    }
  }
}

@Suite struct RepeatTests {
  @Test func anOutageOfHoursIsALineAnHourAndOneForItsEnd() {
    let bench = Bench()
    let log = bench.logger(bench.gate())
    for _ in 0..<(3 * 12) {
      log.warning("CRM call failed", metadata: ["FAILURE": "http-502", "HTTP_STATUS": "502"])
      bench.pass(.seconds(300))
    }
    log.notice("CRM works again", metadata: ["DOWN_SECONDS": "10800"])
    log.warning("CRM call failed", metadata: ["FAILURE": "http-502", "HTTP_STATUS": "503"])
    #expect(
      bench.lines() == [
        "CRM call failed FAILURE=http-502 HTTP_STATUS=502",
        "CRM call failed FAILURE=http-502 HTTP_STATUS=502 REPEATED=11",
        "CRM call failed FAILURE=http-502 HTTP_STATUS=502 REPEATED=11",
        "CRM works again DOWN_SECONDS=10800 REPEATED=11",
        // A new outage is told at once.
        "CRM call failed FAILURE=http-502 HTTP_STATUS=503",
      ])
  }

  @Test func anotherSubjectIsAnotherRecord() {
    let bench = Bench()
    let log = bench.logger(bench.gate())
    for _ in 0..<3 {
      for (cabinet, failure) in [("main", "http-401"), ("fop", "http-401"), ("main", "timeout")] {
        log.error("cabinet refused", metadata: ["CABINET": "\(cabinet)", "FAILURE": "\(failure)"])
      }
      log.critical("ledger row damaged", metadata: ["FAILURE": "a"])
    }
    // Only what is about the cabinet that works is over.
    log.notice("cabinet works again", metadata: ["CABINET": "main", "DOWN_SECONDS": "5"])
    log.error("cabinet refused", metadata: ["CABINET": "main", "FAILURE": "timeout"])
    log.error("cabinet refused", metadata: ["CABINET": "fop", "FAILURE": "http-401"])
    #expect(
      bench.lines() == [
        "cabinet refused CABINET=main FAILURE=http-401", "cabinet refused CABINET=fop FAILURE=http-401",
        "cabinet refused CABINET=main FAILURE=timeout", "ledger row damaged FAILURE=a",
        "cabinet works again CABINET=main DOWN_SECONDS=5 REPEATED=4",
        "cabinet refused CABINET=main FAILURE=timeout",
      ])
  }

  @Test func whatHappensToAnOrderIsNeverHeldBack() {
    let bench = Bench()
    let log = bench.logger(bench.gate())
    for _ in 0..<50 { log.notice("shipment withdrawn", metadata: ["ORDER_ID": "7"]) }
    for _ in 0..<50 { log.notice("not in the table") }
    #expect(bench.lines().count == 100)
  }

  /// What breaks and mends again and again is told a few times; the last word written is never a wrong "works again".
  @Test func flappingGoesQuietAfterAFewRounds() {
    let bench = Bench()
    let gate = bench.gate()
    let log = bench.logger(gate)
    func round() {
      log.warning("tracking failed", metadata: ["CABINET": "main", "FAILURE": "timeout"])
      log.notice("tracking works again", metadata: ["CABINET": "main"])
      bench.pass(.seconds(10))
    }
    for _ in 0..<100 { round() }
    #expect(bench.lines().count == 2 * RepeatGate.outbreaks)
    bench.pass(RepeatGate.window)
    round()
    #expect(
      bench.lines() == [
        "tracking failed CABINET=main FAILURE=timeout REPEATED=\(100 - RepeatGate.outbreaks)",
        "tracking works again CABINET=main",
      ])
  }

  @Test func memoryIsBoundedAndWhatWasForgottenIsWritten() {
    let bench = Bench()
    let gate = bench.gate()
    let log = bench.logger(gate)
    let many = RepeatGate.mostSubjects + 100
    for number in 0..<many {
      log.info("step failed", metadata: ["ORDER_ID": "\(number)"])
      bench.pass(.milliseconds(1))
    }
    #expect(gate.count == RepeatGate.mostSubjects)
    #expect(bench.lines().count == many)
    log.info("step failed", metadata: ["ORDER_ID": "\(many - 1)"])
    #expect(bench.lines() == [])
    log.info("step failed", metadata: ["ORDER_ID": "0"])
    #expect(bench.lines() == ["step failed ORDER_ID=0"])
    let long = String(repeating: "x", count: RepeatGate.longestSubject + 1)
    for _ in 0..<2 { log.error("label not stored", metadata: ["FAILURE": "\(long)"]) }
    #expect(bench.lines().count == 2)
  }

  @Test func theLevelChangesForEveryLoggerThereIs() {
    let bench = Bench()
    let log = bench.logger(bench.gate())
    var own = log
    own.logLevel = .error
    log.debug("step done")
    bench.threshold.level = .debug
    log.debug("step done", metadata: ["N": "2"])
    own.warning("order parked")
    bench.threshold.level = .warning
    log.notice("order parked")
    #expect(bench.threshold.level == .warning)
    #expect(bench.lines() == ["step done N=2"])
  }
}

@Suite struct OutputTests {
  private static let record = LogRecord(
    LogEvent(
      level: .notice, message: "shipment created", metadata: ["ORDER_ID": "7"], source: nil, file: "a.swift",
      function: "f()", line: 1), label: "test", metadata: [:])

  @Test func theJournalGetsTheMessageID() throws {
    let entry = JournalEntry(Self.record)
    let id = try #require(LogMessages.id(of: "shipment created"))
    let fields = entry.fields.map { String(decoding: entry.arena[$0], as: UTF8.self) }
    #expect(fields.contains("MESSAGE_ID=\(id)"))
    #expect(!fields.contains { $0.hasPrefix("REPEATED=") })
    let repeated = JournalEntry(Self.record.repeated(3))
    #expect(
      repeated.fields.map { String(decoding: repeated.arena[$0], as: UTF8.self) }.contains("REPEATED=3"))
  }

  /// One record about several orders is found by each of them.
  @Test func aListIsAFieldManyTimes() {
    let event = LogEvent(
      level: .warning, message: "tracking not written",
      metadata: ["ORDER_ID": .array((1...100).map { "\($0)" }), "MODULE": "m"], source: nil, file: "a.swift",
      function: "f()", line: 1)
    let record = LogRecord(event, label: "test", metadata: [:])
    #expect(record.fields.count { $0.name == "ORDER_ID" } == 100)
    #expect(record.fields.contains(LogRecord.Field(name: "MODULE", value: "m")))
  }

  @Test(arguments: [(Int32(0), 0), (-111, 1), (-90, 1), (-32, 1)])
  func whatTheJournalDoesNotTakeIsALine(answer: Int32, lines: Int) {
    let written = Mutex<[String]>([])
    let output = LogOutput(
      lines: { line in written.withLock { $0.append(line) } }, journal: { _ in answer })
    let log = Logger(label: "test") {
      JournalLogHandler(label: $0, destination: .journal, output: output)
    }
    log.error("ledger unusable, nothing is sent", metadata: ["FAILURE": "full"])
    #expect(
      written.withLock { $0 }
        == Array(repeating: "<3>ledger unusable, nothing is sent FAILURE=full\n", count: lines))
  }

  /// The largest record there can be stays below what journald takes in one field and one record.
  @Test func theLargestRecordIsBounded() {
    let text = String(repeating: "ї", count: 10_000)
    let metadata = Dictionary(
      uniqueKeysWithValues: (0..<500).map { ("k\($0)", Logger.MetadataValue.string(text)) })
    let event = LogEvent(
      level: .info, message: "\(text)", metadata: metadata, source: nil, file: "a.swift", function: "f()",
      line: 1)
    let entry = JournalEntry(LogRecord(event, label: "test", metadata: [:]))
    #expect(entry.fields.count <= LogRecord.mostFields + 7)
    #expect(entry.arena.count < 1 << 20)
  }
}
