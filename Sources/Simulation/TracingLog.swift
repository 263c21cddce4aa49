// The daemon's log during a life: dropped, or told to whoever follows the life.
internal import Logging

enum TracingLog {
  static func logger(_ trace: ((String) -> Void)?) -> Logger {
    guard let trace else { return Logger(label: "life") { _ in SwiftLogNoOpLogHandler() } }
    let handler = Handler(trace: trace)
    return Logger(label: "life") { _ in handler }
  }

  private struct Handler: LogHandler, @unchecked Sendable {
    // Unchecked: the closure is called only by the thread that drives the life.
    let trace: (String) -> Void
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      trace("[\(event.level)] \(event.message) \(fields.joined(separator: " "))")
    }
  }
}
