// From a log call to the bytes: names journald keeps, one line per record whatever the values hold, and a
// handler that is a value.
import Glibc
import Logging
import Synchronization
import Testing

@testable import SystemdHost

@Suite struct LogTests {
  @Test(arguments: [
    ("order-id", "ORDER_ID"), ("order.id", "ORDER_ID"), ("ORDER_ID", "ORDER_ID"),
    ("httpStatus", "HTTPSTATUS"),
    ("_private", "PRIVATE"), ("__", "FIELD_"), ("", "FIELD_"), ("2nd", "FIELD_2ND"),
    ("message", "FIELD_MESSAGE"),
    ("Priority", "FIELD_PRIORITY"), ("unit", "FIELD_UNIT"), ("замовлення", "FIELD_"), ("a b=c\nD", "A_B_C_D"),
    (String(repeating: "x", count: 100), String(repeating: "X", count: 64)),
  ])
  func fieldNames(key: String, name: String) {
    #expect(LogRecord.name(key) == name)
    #expect(LogRecord.name(LogRecord.name(key)).hasSuffix(name))
  }

  @Test(arguments: zip(Logger.Level.allCases, [7, 7, 6, 5, 4, 3, 2]))
  func priorities(level: Logger.Level, priority: Int) {
    #expect(record("x", level: level).priority == priority)
  }

  @Test func fieldsAreSortedAndBounded() {
    let many = Dictionary(
      uniqueKeysWithValues: (0..<300).map { ("key-\($0)", Logger.MetadataValue.string("v")) })
    let bounded = record("x", ["z": "1", "a": "2"].merging(many) { own, _ in own })
    #expect(bounded.fields.count == LogRecord.mostFields)
    #expect(bounded.fields.first == LogRecord.Field(name: "A", value: "2"))
    #expect(bounded.fields.map(\.name) == bounded.fields.map(\.name).sorted())
    let long = record(
      String(repeating: "ї", count: 5000), ["a": .string(String(repeating: "😀", count: 5000))])
    for text in [long.message] + long.fields.map(\.value) {
      #expect(text.hasSuffix("…"))
      #expect((LogRecord.longestValue - 3...LogRecord.longestValue).contains(text.utf8.count))
    }
  }

  @Test func linesWithPriority() {
    let plain = record("shipment created", ["order-id": "7", "barcode": "0500012345678"], level: .notice)
    #expect(LogLine.prefixed(plain) == "<5>shipment created BARCODE=0500012345678 ORDER_ID=7\n")
    #expect(
      LogLine.pretty(plain, time: "12:30:05")
        == "12:30:05 notice   shipment created BARCODE=0500012345678 ORDER_ID=7\n")
    let odd = record(
      "refused", ["failure": "a b", "empty": "", "sum": "a=b", "list": ["x", "y"], "quote": "\"\\"])
    #expect(
      LogLine.prefixed(odd)
        == #"<6>refused EMPTY="" FAILURE="a b" LIST=x LIST=y QUOTE="\"\\" SUM="a=b""# + "\n")
  }

  @Test func nothingWritesALineOfItsOwn() {
    let evil = "ok\n<0>forged A=1\r\u{2028}x\u{1B}[2J\u{0}\u{202E}\u{85}"
    let line = LogLine.prefixed(record(evil, ["k\n<0>": .string(evil)]))
    #expect(line.unicodeScalars.filter { $0 == "\n" }.count == 1)
    #expect(line.hasSuffix("\n"))
    #expect(
      !line.unicodeScalars.contains {
        ["\r", "\u{2028}", "\u{1B}", "\u{0}", "\u{202E}", "\u{85}"].contains($0)
      })
    #expect(line.contains(#"ok\n<0>forged"#))
  }

  @Test func journalGetsOneVectorAField() {
    let entry = JournalEntry(record("created", ["order-id": "7", "text": "two\nlines, ї"], level: .error))
    // The kernel reads the vectors of a pipe the way it reads those of journald's socket.
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let written = entry.withVectors { writev(ends[1], $0.baseAddress, Int32($0.count)) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    #expect(read(ends[0], &bytes, bytes.count) == written)
    let fields = [
      "MESSAGE=created", "PRIORITY=3", "LOGGER=engine", "CODE_FILE=Engine.swift", "CODE_LINE=12",
      "CODE_FUNC=step()", "ORDER_ID=7", "TEXT=two\nlines, ї",
    ]
    #expect(String(decoding: bytes.prefix(max(0, written)), as: UTF8.self) == fields.joined())
    #expect(entry.fields.map(\.count) == fields.map(\.utf8.count))
  }

  @Test func destinationIsTheJournalOnlyWhenStandardErrorIs() {
    func choose(_ stream: String?, _ identity: String?, terminal: Bool = false) -> LogDestination {
      LogDestination.choose(journalStream: stream, standardError: identity, isTerminal: terminal)
    }
    #expect(choose("8:1234", "8:1234") == .journal)
    #expect(choose("8:1234", "8:9") == .prefixedLines)
    #expect(choose("8:1234", "8:9", terminal: true) == .terminal)
    #expect(choose(nil, "8:9") == .prefixedLines)
    #expect(choose(nil, nil) == .prefixedLines)
    #expect(choose(nil, "8:9", terminal: true) == .terminal)
  }

  @Test func handlerIsAValue() {
    let lines = Lines()
    var first = Logger(label: "engine") { handler($0, lines) }
    first[metadataKey: "cabinet"] = "main"
    var second = first
    second.logLevel = .error
    second[metadataKey: "cabinet"] = "fop"
    first.info("seen", metadata: ["order-id": "1"])
    second.info("seen", metadata: ["order-id": "2"])
    second.error("refused", metadata: ["cabinet": "other"])
    first.debug("not asked for")
    #expect(lines.all == ["<6>seen CABINET=main ORDER_ID=1\n", "<3>refused CABINET=other\n"])
  }

  @Test func metadataProviderIsAskedPerRecord() {
    let lines = Lines()
    var logger = Logger(label: "engine") { handler($0, lines) }
    logger.handler.metadataProvider = Logger.MetadataProvider { ["step": "create", "cabinet": "provided"] }
    logger[metadataKey: "cabinet"] = "main"
    logger.info("seen", metadata: ["step": "delete"])
    #expect(lines.all == ["<6>seen CABINET=provided STEP=delete\n"])
  }

  @Test func manyThreadsWriteWholeLines() async {
    let lines = Lines()
    let logger = Logger(label: "engine") { handler($0, lines) }
    await withTaskGroup { group in
      for number in 0..<200 {
        group.addTask { logger.info("seen", metadata: ["order-id": "\(number)"]) }
      }
    }
    #expect(Set(lines.all) == Set((0..<200).map { "<6>seen ORDER_ID=\($0)\n" }))
  }

  private func handler(_ label: String, _ lines: Lines) -> any LogHandler {
    JournalLogHandler(label: label, destination: .prefixedLines, output: LogOutput(lines: { lines.add($0) }))
  }

  private func record(
    _ message: String, _ metadata: Logger.Metadata = [:], level: Logger.Level = .info
  ) -> LogRecord {
    let event = LogEvent(
      level: level, message: "\(message)", metadata: metadata, source: nil, file: "Engine.swift",
      function: "step()",
      line: 12)
    return LogRecord(event, label: "engine", metadata: [:])
  }
}

private final class Lines: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}
