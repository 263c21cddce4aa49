// Work that ends early when the user presses Ctrl-C, in an orderly way: the daemon that was started is a
// process group of its own and would otherwise live on.
import ArgumentParser
import Rehearsal

enum Interruption {
  struct ByUser: Error, CustomStringConvertible {
    var description: String { "interrupted" }
  }

  static func watched<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws
    -> Value
  {
    let signals = Termination()
    return try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await work() }
      group.addTask {
        await signals.wait()
        try Task.checkCancellation()
        throw ByUser()
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() else { throw ByUser() }
      return value
    }
  }
}

/// The daemon that a rehearsal starts.
enum ProgramUnderTest {
  static func find(_ given: String?) throws -> String {
    if let given { return given }
    guard let found = RehearsalFolder.daemonBesideThisProgram else {
      throw ValidationError(
        "there is no ukrposhta-syncd beside this program; build it, or name it with --daemon")
    }
    return found
  }
}
