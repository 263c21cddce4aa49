// The verbs that change something about one order, and `reload`. All of them ask the running daemon: it alone writes
// the ledger and talks to the services.
import ArgumentParser
import Control
import ShippingCore
import SyncEngine

struct Retry: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at an order now, whatever pause or refusal it rests on.",
    discussion: """
      Pauses after failures and Ukrposhta's last refusal are forgotten; the same data are sent once more. A label of \
      which nobody knows whether it was printed is printed, so look at the printer first; where printing was held \
      because the command hung again and again, it goes on.

      Example: ukrposhta-syncd retry 1234C
      """)

  @OptionGroup var request: OrderRequest

  func run() throws { try request.run { .retry(order: $0) } }
}

struct Cancel: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Withdraws an order's TTN and makes no new one.",
    discussion: """
      Locks the order in the CRM («do not synchronise with the delivery service»), where the manager sees it; the TTN \
      is withdrawn while the post has not got the parcel. Unlocking the order makes a new TTN.

      Example: ukrposhta-syncd cancel 1234C
      """)

  @OptionGroup var request: OrderRequest

  func run() throws { try request.run { .cancel(order: $0) } }
}

struct Adopt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes over a TTN that exists already, instead of making one.",
    discussion: """
      The order must ask for a TTN and have none. The TTN is then tracked and shown in the order; one that was made \
      outside the API can be neither printed nor withdrawn from here.

      Example: ukrposhta-syncd adopt 1234C 0500100031143
      """)

  @OptionGroup var request: OrderRequest
  @Argument(help: "The TTN: 13 digits.")
  var barcode: String

  func validate() throws {
    if Barcode(barcode) == nil { throw ValidationError("\(barcode) is no TTN: it has 13 digits") }
  }

  func run() throws {
    guard let barcode = Barcode(barcode) else { throw ExitCode.validationFailure }
    try request.run { .adopt(order: $0, barcode: barcode) }
  }
}

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes the daemon read its configuration again, and tells whether it was applied.",
    discussion: """
      The same as `systemctl reload`, with an answer. A configuration with a problem is not applied at all.

      Example: ukrposhta-syncd check && ukrposhta-syncd reload
      """)

  @OptionGroup var daemon: DaemonOption
  @Flag(help: "For programs: one JSON object.")
  var json = false

  func run() throws {
    guard case .reload(let isApplied, let text) = try daemon.ask(.reload) else {
      throw DaemonOption.unexpected()
    }
    if json {
      try JSONOutput.print(ReloadReport(isApplied: isApplied, text: text))
    } else if isApplied {
      print(text)
    } else {
      Console.complain(text)
    }
    if !isApplied { throw ExitStatus.configuration }
  }
}

/// The JSON of `reload`.
struct ReloadReport: Encodable {
  var isApplied: Bool
  var text: String
}

struct Forget: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Removes what is known of the person behind an order.",
    discussion: """
      Out of the ledger and its files, and the order's labels out of the spool. Kept is what prevents a second \
      parcel: the order, its TTNs, times and states. The order's parcel must be at its end; with --force it is left \
      alone from then on, wherever it is. Forms 103a stay (they are named), and so do the CRM's and Ukrposhta's own \
      records and older backups.

      Example: ukrposhta-syncd forget 1234C
      """)

  @OptionGroup var name: OrderArgument
  @OptionGroup var daemon: DaemonOption
  @Flag(help: "Also when the order is not over: it is not followed or shown any more.")
  var force = false
  @Flag(help: "For programs: one JSON object.")
  var json = false

  func run() throws {
    let order = try name.resolve(in: daemon.place.openIfThere())
    guard case .forgotten(let report, let spool) = try daemon.ask(.forget(order: order, force: force)) else {
      throw DaemonOption.unexpected()
    }
    if json { return try JSONOutput.print(report) }
    let ttn = report.barcode.map { "; TTN \($0) stays known" } ?? ""
    print("order \(report.order): personal data removed, \(report.removed.count) files with them\(ttn)")
    for file in report.kept { print("kept, with the recipient among others: \(spool)/\(file)") }
    if !report.isWiped {
      Console.complain("the ledger's old bytes are not overwritten yet: something was reading it; ask again")
    }
  }
}

/// What these verbs have in common: one order, asked about at the daemon, and what became of it.
struct OrderRequest: ParsableArguments {
  @OptionGroup var name: OrderArgument
  @OptionGroup var daemon: DaemonOption
  @Flag(help: "For programs: one JSON object.")
  var json = false

  func run(_ request: (OrderID) -> ControlRequest) throws {
    let order = try name.resolve(in: daemon.place.openIfThere())
    guard case .order(let answer) = try daemon.ask(request(order)) else { throw DaemonOption.unexpected() }
    if json { return try JSONOutput.print(answer) }
    print("order \(answer.order): \(text(answer))")
  }

  private func text(_ answer: OrderAnswer) -> String {
    let ttn = answer.barcode.map { "TTN \($0)" }
    switch answer.done {
    case .due: return "is looked at now" + (ttn.map { "; it has \($0)" } ?? "")
    case .locked:
      return "is locked in the CRM; " + (ttn.map { "\($0) is being withdrawn" } ?? "it has no TTN")
    case .adopted: return "\(ttn ?? "the TTN") is taken over"
    case .adoptedTrackedOnly:
      return "\(ttn ?? "the TTN") is taken over; Ukrposhta's API does not know it, so it is only tracked"
    }
  }
}
