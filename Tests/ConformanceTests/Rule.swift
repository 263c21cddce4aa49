// What a rule is, and the few words the rules are written in. A rule knows the port and the bench, never the adapter;
// it gets a bench of its own, so no rule leans on what another left behind.
import Sandbox
import ShippingCore
import Testing

struct Rule: Sendable, CustomTestStringConvertible {
  var name: String
  var check: @Sendable (any Bench) async throws -> Void

  init(_ name: String, _ check: @escaping @Sendable (any Bench) async throws -> Void) {
    self.name = name
    self.check = check
  }

  var testDescription: String { name }

  func hold(on bench: any Bench) async throws {
    do {
      try await check(bench)
    } catch {
      await bench.close()
      throw error
    }
    await bench.close()
  }
}

/// How a call ended, without its value.
enum Ending: Equatable, Sendable {
  case done
  case refused(Failure.Kind, Failure.Scope)
  case unsent(Failure.Kind)
  case unknown(Failure.Kind)
}

/// A rule needed the value of a call that gave none.
struct NotDone: Error, CustomStringConvertible {
  var ending: Ending
  var code: String
  var line: Int

  var description: String { "line \(line): the call ended as \(ending), code \(code)" }
}

extension Outcome {
  var ending: Ending {
    switch self {
    case .done: .done
    case .refused(let failure): .refused(failure.kind, failure.scope)
    case .unsent(let failure): .unsent(failure.kind)
    case .unknown(let failure): .unknown(failure.kind)
    }
  }

  func value(line: Int = #line) throws -> Value {
    if case .done(let value) = self { return value }
    throw NotDone(ending: ending, code: failure?.code ?? "none", line: line)
  }

  /// The outcome without its value, for tables of calls.
  var bare: Outcome<Void> { map { _ in } }
}

/// A way for an answer to go wrong, and what a client must make of it.
struct Mishap: Sendable {
  var name: String
  var kind: FaultPlan.Kind
  var read: Ending
  var write: Ending
  var retryAfterMilliseconds: Int64?

  /// The answer is lost or is none: nobody knows what became of the call.
  static let lostAnswers: [Mishap] = [
    // A transport cannot tell the first two apart, and must not pretend to.
    Mishap("dropped before it had its effect", .dropBefore, .unknown(.transient), .unknown(.ambiguous)),
    Mishap("dropped after it had its effect", .dropAfterEffect, .unknown(.transient), .unknown(.ambiguous)),
    Mishap("cut in half", .halfBody, .unknown(.transient), .unknown(.ambiguous)),
    Mishap("carried out later", .effectDelayed(milliseconds: 1), .unknown(.transient), .unknown(.ambiguous)),
    Mishap("a page of HTML with 500", .serverError(), .refused(.transient, .call), .unknown(.ambiguous)),
    Mishap(
      "a page of HTML with 500 though it had its effect", .serverError(afterEffect: true),
      .refused(.transient, .call), .unknown(.ambiguous)),
    Mishap("a page of HTML with 502", .badGateway(), .refused(.transient, .call), .unknown(.ambiguous)),
    Mishap(
      "a page of HTML with 502 though it had its effect", .badGateway(afterEffect: true),
      .refused(.transient, .call), .unknown(.ambiguous)),
  ]

  /// The limiter stands before the service: nothing was done, for reads and writes alike.
  static let throttled: [Mishap] = [
    Mishap(
      "throttled with Retry-After", .tooManyRequests(retryAfterSeconds: 7), .refused(.transient, .call),
      .refused(.transient, .call), retryAfterMilliseconds: 7000),
    Mishap(
      "throttled without Retry-After", .tooManyRequests(retryAfterSeconds: nil), .refused(.transient, .call),
      .refused(.transient, .call)),
  ]

  init(
    _ name: String, _ kind: FaultPlan.Kind, _ read: Ending, _ write: Ending,
    retryAfterMilliseconds: Int64? = nil
  ) {
    self.name = name
    self.kind = kind
    self.read = read
    self.write = write
    self.retryAfterMilliseconds = retryAfterMilliseconds
  }
}
