// The remaining ports: time, chance, the label spool, and the queue everything runs on. The daemon brings Dispatch and
// the disk; the simulation brings a hand-driven clock, a seed and a table.
public import ShippingCore

public protocol Clock: Sendable {
  /// Wall time. May step in either direction.
  func now() -> Instant

  /// Time since some fixed moment, never stepping back and not moved by wall clock steps.
  func uptime() -> Duration

  /// Names the run of the machine that `uptime` counts in: across two of them it says nothing.
  func boot() -> String

  /// The post's local day of an instant, `2026-11-23`: what a group is opened for.
  func localDay(of instant: Instant) -> String

  /// Minute of that day, 0 to 1439.
  func localMinute(of instant: Instant) -> Int

  /// Runs `body` once on the engine's executor after `delay` of monotonic time, unless cancelled before.
  func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> any Scheduled
}

public protocol Scheduled: Sendable {
  /// After this returns on the engine's executor, the body does not run.
  func cancel()
}

/// A source of jitter, each value in 0..<1.
public protocol Chance: Sendable {
  func next() -> Double
}

/// Where labels and forms go. Writing is atomic: a file is there whole or not at all.
public protocol LabelSpool: Sendable {
  /// Stores `labels/CABINET/DATE/ORDER-BARCODE.pdf` and returns the path below the spool's root.
  func store(_ pdf: [UInt8], cabinet: CabinetID, day: String, order: OrderID, barcode: Barcode) throws
    -> String

  /// Stores a form or a merged PDF at this path below the spool's root; each part of it becomes a safe name.
  func store(_ pdf: [UInt8], at path: [String]) throws -> String

  /// What was stored under the path that `store` returned; nil when it is not there any more.
  func read(_ file: String) throws -> [UInt8]?

  /// Removes the file that `store` returned the path of; one that is not there is removed already.
  func remove(_ file: String) throws

  /// Removes every label of the order, and the merged PDFs of the days they were made on, which can be made again. `days`:
  /// besides those that the labels' own places tell.
  func forget(_ order: OrderID, on days: [SpoolDay]) throws -> ForgottenFiles

  /// The absolute path of a stored file, for a program that prints it.
  func place(of file: String) -> String
}

/// Runs the shop's print command. Nothing is known of a printer but how that command ends.
public protocol Printer: Sendable {
  /// `command` is program and arguments, without a shell. Returns within a bounded time.
  func run(_ command: [String]) async -> PrintEnding
}

/// Runs the command that tells the owner.
public protocol Messenger: Sendable {
  /// `command` is program and arguments, without a shell; `text` is its standard input. Returns within a bounded time.
  func send(_ text: [UInt8], by command: [String]) async -> PrintEnding
}

public enum PrintEnding: Sendable, Hashable {
  /// `complaint`: the beginning of what it wrote to standard error.
  case exited(code: Int32, complaint: String)
  /// Surely nothing was printed.
  case notStarted(String)
  /// It was killed, by somebody or for taking too long: perhaps it printed.
  case unclear(String)
}

/// The serial executor the engine lives on: also the preferred executor of every task it starts, so that nothing of
/// it ever runs beside it.
public protocol EngineExecutor: SerialExecutor, TaskExecutor {}
