// From which level on records are written. One value for every logger of the process, because a reload may change it
// while loggers are copied about: each asks at each record.
public import Logging
import Synchronization

public final class LogThreshold: Sendable {
  private let rank: Atomic<Int>

  public init(_ level: Logger.Level = .info) {
    rank = Atomic(LogThreshold.rank(of: level))
  }

  public var level: Logger.Level {
    get {
      let levels = Logger.Level.allCases
      let index = rank.load(ordering: .relaxed)
      return levels.indices.contains(index) ? levels[index] : .info
    }
    set { rank.store(LogThreshold.rank(of: newValue), ordering: .relaxed) }
  }

  private static func rank(of level: Logger.Level) -> Int {
    Logger.Level.allCases.firstIndex(of: level) ?? 2
  }
}
