// Writes the metrics page once an interval, while a file is configured. The figures are taken on the engine's executor,
// the file is written elsewhere; whatever fails, the next interval tries again and nothing else notices.
import ArgumentParser
import HTTPTransport
import Logging
import Settings
import ShippingCore
import SyncEngine
import Synchronization

final class MetricsPulse: Sendable {
  private struct State {
    var settings = MetricsSettings()
    var file: MetricsFile?
    /// Counts settings: a timer of an older one does nothing any more.
    var number = 0
  }

  private let assembly: Assembly
  private let log: Logger
  private let state = Mutex(State())

  init(assembly: Assembly, log: Logger) {
    self.assembly = assembly
    self.log = log
  }

  /// Begins, goes on elsewhere, or ends. A file that is not written any more is removed: numbers that stand still look
  /// like a service that does.
  func apply(_ settings: MetricsSettings) {
    let (number, left) = state.withLock { state -> (Int?, MetricsFile?) in
      guard settings != state.settings else { return (nil, nil) }
      let isOther = state.settings.file != settings.file
      let left = isOther ? state.file : nil
      state.settings = settings
      if isOther { state.file = settings.file.map { MetricsFile(path: $0, log: log) } }
      state.number += 1
      return (settings.file == nil ? nil : state.number, left)
    }
    left?.leave()
    if let number { write(number) }
  }

  private func write(_ number: Int) {
    Task(executorPreference: assembly.engine.executor) { [self] in
      let (file, interval) = state.withLock { ($0.number == number ? $0.file : nil, $0.settings.interval) }
      guard let file else { return }
      let figures = await assembly.engine.figures()
      let families = MetricsPage.families(
        figures, calls: assembly.callFigures(), version: UkrposhtaSyncd.configuration.version)
      file.write(MetricsText.text(families))
      _ = assembly.clock.schedule(after: interval) { @Sendable [weak self] in self?.write(number) }
    }
  }
}
