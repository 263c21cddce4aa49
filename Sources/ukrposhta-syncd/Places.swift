// Where the verbs find the ledger and the daemon. Both follow from the configuration; the options beside it are for a
// configuration that is being edited, and for users of the daemon's group, who may not read the state directory.
import ArgumentParser
import Control
import Foundation
import Glibc
import Ledger
import Settings
import ShippingCore
import SyncEngine

enum Place {
  static func ledger(_ stateDirectory: String) -> String { stateDirectory + "/ledger.sqlite" }

  /// The socket in the state directory, or a link there to the one in the runtime directory.
  static func socket(_ stateDirectory: String) -> String { stateDirectory + "/control.sock" }

  /// The same for who may not look into the state directory, as members of the daemon's group may not: the units name both
  /// directories alike.
  static func runtimeSocket(_ stateDirectory: String) -> String {
    let name = stateDirectory.split(separator: "/").last ?? ""
    return "/run/\(name)/control.sock"
  }

  /// `$RUNTIME_DIRECTORY`, set by systemd for `RuntimeDirectory=`; the first when there are several.
  static var runtimeDirectory: String? {
    guard let value = getenv("RUNTIME_DIRECTORY") else { return nil }
    let first = String(cString: value).split(separator: ":").first
    return first.flatMap { $0.hasPrefix("/") ? String($0) : nil }
  }
}

/// For verbs that only look at the ledger.
struct LedgerOption: ParsableArguments {
  @OptionGroup var file: ConfigurationOption

  @Option(
    name: .customLong("state-directory"),
    help: "Where the ledger is, when the configuration is not to be read.",
    completion: .directory)
  var stateDirectory: String?

  func directory() throws -> String { try stateDirectory ?? file.read().stateDirectory }

  /// The ledger for looking, or exit code 74 with why not.
  func open() throws -> ReadOnlyLedger {
    let path = Place.ledger(try directory())
    if access(path, R_OK) != 0 {
      let isForbidden = errno == EACCES
      Console.complain(
        isForbidden
          ? "the ledger \(path) is not for this user: do this as root"
          : "there is no ledger \(path): the service has not run with this configuration yet, or it keeps its "
            + "ledger elsewhere (state-directory, --state-directory)")
      throw isForbidden ? ExitStatus.forbidden : ExitStatus.ledger
    }
    do {
      return try ReadOnlyLedger(path: path)
    } catch {
      Console.complain("\(error)")
      throw ExitStatus.ledger
    }
  }

  /// A list that is empty because nobody has such a cabinet is a mistake of the caller's: exit code 1. Without a
  /// configuration nobody knows.
  func noteUnknown(_ cabinet: String?) throws {
    guard let cabinet, stateDirectory == nil else { return }
    let known = try file.read().cabinets.map { "\($0.id)" }
    guard !known.contains(cabinet) else { return }
    Console.complain("no cabinet “\(cabinet)” in \(file.config); there are: \(known.joined(separator: ", "))")
    throw ExitStatus.refused
  }

  /// nil when there is none, or none that this user may read.
  func openIfThere() throws -> ReadOnlyLedger? { try? ReadOnlyLedger(path: Place.ledger(directory())) }
}

/// For verbs that ask the daemon.
struct DaemonOption: ParsableArguments {
  @OptionGroup var place: LedgerOption

  @Option(help: "The daemon's control socket, when neither configuration nor state directory can be read.")
  var socket: String?

  func path() throws -> String {
    if let socket { return socket }
    let directory = try place.directory()
    let own = Place.socket(directory)
    return access(own, F_OK) != 0 && errno == EACCES ? Place.runtimeSocket(directory) : own
  }

  /// The final line of the answer. Exit code 69 when there is no daemon, 1 when it refused.
  func ask(_ request: ControlRequest, hear: (ControlLine) throws -> Void = { _ in }) throws -> ControlLine {
    let line: ControlLine
    do {
      line = try ControlClient(path: path()).ask(request, hear: hear)
    } catch let failure as ControlSocketFailure {
      let text = failure.kind == .absent ? "the daemon is not running (\(failure))" : "\(failure)"
      Console.complain(text)
      throw failure.kind == .forbidden ? ExitStatus.forbidden : ExitStatus.unavailable
    }
    if case .failure(let failure) = line {
      Console.complain("\(failure)")
      throw failure.code == .forbidden ? ExitStatus.forbidden : ExitStatus.refused
    }
    return line
  }

  static func unexpected() -> ExitCode {
    Console.complain("the daemon gave another answer than was asked for: restart it after an upgrade")
    return ExitStatus.unavailable
  }
}

/// An order as people name it: its number in the CRM, or its id.
struct OrderArgument: ParsableArguments {
  @Argument(help: "The order's number as the CRM shows it (1234C), or its id (1234).")
  var order: String

  /// Numbers first: they are what people read out. Exit code 1 when it is unclear which order is meant.
  func resolve(in ledger: ReadOnlyLedger?) throws -> OrderID {
    if order.hasPrefix("id:"), let exact = Int64(order.dropFirst(3)), exact > 0 { return OrderID(exact) }
    let id = Int64(order).flatMap { $0 > 0 ? OrderID($0) : nil }
    var found: [OrderID] = []
    if let ledger {
      do {
        found = try ledger.orders(numbered: order, limit: OrderArgument.namesakes)
        if let id, !found.contains(id), try ledger.entry(id) != nil { found.append(id) }
      } catch let failure {
        Console.complain("\(failure)")
        throw ExitStatus.ledger
      }
    }
    if found.count > 1 {
      let ids = found.map { "\($0)" }.joined(separator: ", ")
      Console.complain(
        "several orders could be meant, by these ids: \(ids); write id:\(found[0]) for one of them")
      throw ExitStatus.refused
    }
    if let only = found.first ?? id { return only }
    Console.complain(
      "the ledger knows no order with the number \(order); if the CRM has it, name it by its id there (1234)")
    throw ExitStatus.refused
  }

  private static let namesakes = 5
}
