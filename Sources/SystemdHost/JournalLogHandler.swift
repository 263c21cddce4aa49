// swift-log's way into the journal. A value: setting a level or metadata on one logger changes no other. It
// holds no lock, because a record is one call of sd_journal_sendv or one write.
public import Logging

public struct JournalLogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let destination: LogDestination
  private let sink: LogSink
  private let timeOfDay: @Sendable () -> String

  /// For `LoggingSystem.bootstrap`. Records go where `destination` says; lines of text to standard error.
  public init(
    label: String, level: Logger.Level = .info, destination: LogDestination = .process,
    metadataProvider: Logger.MetadataProvider? = nil
  ) {
    self.init(
      label: label, level: level, destination: destination, metadataProvider: metadataProvider,
      sink: StandardError.write, timeOfDay: StandardError.timeOfDay)
  }

  init(
    label: String, level: Logger.Level, destination: LogDestination,
    metadataProvider: Logger.MetadataProvider? = nil, sink: @escaping LogSink,
    timeOfDay: @escaping @Sendable () -> String = StandardError.timeOfDay
  ) {
    self.label = label
    self.logLevel = level
    self.destination = destination
    self.metadataProvider = metadataProvider
    self.sink = sink
    self.timeOfDay = timeOfDay
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
    let record = LogRecord(event, label: label, metadata: all)
    switch destination {
    case .journal:
      // journald was restarted, or the record is too large for it: a line of text is better than nothing.
      if JournalEntry(record).send() < 0 { sink(LogLine.prefixed(record)) }
    case .prefixedLines: sink(LogLine.prefixed(record))
    case .terminal: sink(LogLine.pretty(record, time: timeOfDay()))
    }
  }
}
