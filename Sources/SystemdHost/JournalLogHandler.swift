// swift-log's way into the journal. A value: setting a level or metadata on one logger changes no other; what all share is
// the threshold that a reload changes, and the gate that keeps repeats back. A record is one call of sd_journal_sendv or
// one write, so no lock is held while it is written.
public import Logging

public struct JournalLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let threshold: LogThreshold
  /// Set on this logger alone.
  private var ownLevel: Logger.Level?
  private let destination: LogDestination
  private let gate: RepeatGate?
  private let output: LogOutput

  /// For `LoggingSystem.bootstrap`. Records go where `destination` says; lines of text to standard error.
  public init(
    label: String, threshold: LogThreshold, destination: LogDestination = .process,
    metadataProvider: Logger.MetadataProvider? = nil
  ) {
    self.init(
      label: label, threshold: threshold, destination: destination, metadataProvider: metadataProvider,
      gate: .process, output: LogOutput())
  }

  init(
    label: String, threshold: LogThreshold = LogThreshold(), destination: LogDestination,
    metadataProvider: Logger.MetadataProvider? = nil, gate: RepeatGate? = nil, output: LogOutput
  ) {
    self.label = label
    self.threshold = threshold
    self.destination = destination
    self.metadataProvider = metadataProvider
    self.gate = gate
    self.output = output
  }

  public var logLevel: Logger.Level {
    get { ownLevel ?? threshold.level }
    set { ownLevel = newValue }
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
    var record = LogRecord(event, label: label, metadata: all)
    switch gate?.judge(record) {
    case .hold: return
    case .write(let repeated): record = record.repeated(repeated)
    case nil: break
    }
    switch destination {
    case .journal:
      // journald is gone, or refuses the record: a line of text is better than nothing.
      if output.journal(JournalEntry(record)) < 0 { output.lines(LogLine.prefixed(record)) }
    case .prefixedLines: output.lines(LogLine.prefixed(record))
    case .terminal: output.lines(LogLine.pretty(record, time: output.timeOfDay()))
    }
  }
}

/// What a record leaves by.
struct LogOutput: Sendable {
  var lines: LogSink = StandardError.write
  /// 0, or a negative errno.
  var journal: @Sendable (JournalEntry) -> Int32 = { $0.send() }
  var timeOfDay: @Sendable () -> String = StandardError.timeOfDay
}
