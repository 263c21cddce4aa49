// `explain`: everything the ledger knows of one order, in the order in which it happened, and what the daemon would do
// with it now. The ledger alone cannot know why an order that never had anything made is left alone; the daemon can.
import ArgumentParser
import Control
import Ledger
import Settings
import ShippingCore
import SyncEngine

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells what was seen, decided and sent for an order, and what comes next.",
    discussion: """
      Reads the ledger, and asks the daemon, when it runs, what the order asks for at this moment.

      Examples:
        ukrposhta-syncd explain 1234C
        ukrposhta-syncd explain 1234C --personal
        ukrposhta-syncd explain 1234 --json | jq .journal
      """)

  @OptionGroup var name: OrderArgument
  @OptionGroup var daemon: DaemonOption
  @Flag(help: "For programs: one JSON object.")
  var json = false
  @Flag(help: "Show name, phone and address of the recipient, and Ukrposhta's own words whole.")
  var personal = false

  func run() throws {
    let ledger = try daemon.place.open()
    let order = try name.resolve(in: ledger)
    let story: Story
    do {
      story = try Story(
        order: order, entry: ledger.entry(order), schedule: ledger.schedule(of: order),
        journal: ledger.journal(order))
    } catch {
      Console.complain("\(error)")
      throw ExitStatus.ledger
    }
    let present = present(order)
    guard story.entry != nil || isKnown(present) else {
      Console.complain(
        present == nil
          ? "the ledger knows no order \(order), and the daemon does not answer"
          : "neither the ledger nor the CRM knows an order \(order)")
      throw ExitStatus.refused
    }
    if json {
      try JSONOutput.print(StoryReport(story, present: present, personal: personal))
    } else {
      tell(story, present)
    }
  }

  /// nil when the daemon does not answer, or cannot tell.
  private func present(_ order: OrderID) -> BackfillOrder? {
    guard let path = try? daemon.path(),
      case .explanation(let present)? = try? ControlClient(path: path).ask(
        .explain(order: order, personal: personal))
    else { return nil }
    return present
  }

  private func isKnown(_ present: BackfillOrder?) -> Bool {
    present.map { $0.number != nil } ?? false
  }

  private func tell(_ story: Story, _ present: BackfillOrder?) {
    let number = story.entry?.number ?? present?.number
    print(Terminal.coloured("Order \(story.order)" + (number.map { " (\($0))" } ?? ""), .bold))
    for (name, text) in facts(story, present) {
      print("  \(name.padding(to: Explain.nameWidth))\(Terminal.clean(text))")
    }
    guard !story.journal.isEmpty else { return }
    print("\n" + Terminal.coloured("What happened", .bold))
    for record in story.journal {
      // The step is the event's own name; what is empty was not there.
      let fields = record.line.fields.filter { !$0.value.isEmpty && $0.value != record.line.event }
        .sorted { $0.key < $1.key }.map { "\($0.key)=\(shown($0.value))" }
      let text = record.line.event.padding(to: Explain.eventWidth) + fields.joined(separator: " ")
      print("  \(record.at.forPeople)  \(Terminal.clean(text))")
    }
  }

  /// The carrier's own words stand in some of the journal's fields.
  private func shown(_ words: String) -> String { personal ? words : Discretion.masked(words) }

  private static let nameWidth = 16
  private static let eventWidth = 24

  private func facts(_ story: Story, _ present: BackfillOrder?) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let entry = story.entry { facts += past(entry) }
    if let present {
      let status = present.status.map { ", status \($0)" } ?? ""
      facts.append(("in the CRM now", DecisionText.text(present.decision, barcode: present.barcode) + status))
      for problem in present.problems { facts.append(("", problem)) }
      if let person = present.person {
        facts += [("recipient", person.name), ("phone", person.phone), ("address", person.address)]
      }
    }
    if let schedule = story.schedule {
      if let time = schedule.order { facts.append(("next look", time.forPeople)) }
      if let time = schedule.tracking { facts.append(("next tracking", time.forPeople)) }
      if let time = schedule.writeBack { facts.append(("card compared", time.forPeople)) }
      if schedule.isEmpty { facts.append(("next look", "when the order changes")) }
    }
    return facts
  }

  private func past(_ entry: LedgerEntry) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let time = entry.forgottenAt {
      facts.append(("forgotten", "\(time.forPeople): personal data were removed, the order is left alone"))
    }
    switch entry.phase {
    case .none: facts.append(("TTN", "none"))
    case .creating(let intent):
      facts.append(
        (
          "TTN",
          "in doubt since \(intent.begunAt.forPeople), cabinet \(intent.cabinet), looked \(intent.looks) times"
        ))
    case .live(let shipment), .withdrawing(let shipment, _):
      var text = "\(shipment.barcode), cabinet \(shipment.cabinet), made \(shipment.createdAt.forPeople)"
      if case .withdrawing = entry.phase { text += ", being withdrawn" }
      facts.append(("TTN", text))
      facts.append(
        ("parcel", "\(shipment.tracking.state.rawValue) since \(shipment.tracking.since.forPeople)"))
      let printed = shipment.printedAt.map { ", printed \($0.forPeople)" } ?? ""
      facts.append(("label", (shipment.label ?? "not fetched") + printed))
      if let time = shipment.manifestedAt { facts.append(("manifest", "closed \(time.forPeople)")) }
    }
    if !entry.retiredBarcodes.isEmpty {
      facts.append(("withdrawn", entry.retiredBarcodes.map(\.text).joined(separator: ", ")))
    }
    if entry.phase == .none, let prospect = entry.prospect {
      facts.append(("last decision", DecisionText.text(prospect, barcode: nil)))
    }
    for problem in entry.problems {
      facts.append(("problem", (personal ? problem : problem.masked).text(in: .en)))
    }
    for notice in entry.notices ?? [] { facts.append(("notice", notice.text(in: .en))) }
    if let refusal = entry.refusal {
      facts.append(("refused", "\(shown(refusal.failure.shown)) at \(refusal.at.forPeople)"))
    }
    if let retryAt = entry.retryAt {
      facts.append(("failed tries", "\(entry.attempts), the next not before \(retryAt.forPeople)"))
    }
    if let seenAt = entry.seenAt { facts.append(("last seen", seenAt.forPeople)) }
    if let since = entry.missingSince {
      facts.append(("missing", "in the CRM's answers since \(since.forPeople)"))
    }
    return facts
  }
}

extension String {
  /// Padded with blanks, and at least one behind it.
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

struct Story {
  var order: OrderID
  var entry: LedgerEntry?
  var schedule: OrderSchedule?
  var journal: [JournalRecord]
}

/// The JSON of `explain`.
struct StoryReport: Encodable {
  var order: Int64
  var entry: EntryReport?
  /// What the daemon says of the order as the CRM shows it now; absent when it does not answer.
  var present: BackfillLine?
  /// Only with --personal, and only while the daemon answers.
  var person: BackfillOrder.Person?
  var nextLook: String?
  var nextTracking: String?
  var nextWriteBack: String?
  var journal: [Line]

  struct Line: Encodable {
    var at: String
    var event: String
    var fields: [String: String]
  }

  init(_ story: Story, present: BackfillOrder?, personal: Bool) {
    order = story.order.rawValue
    entry = story.entry.map { EntryReport($0, personal: personal) }
    person = present?.person
    self.present = present.map(BackfillLine.init)
    nextLook = story.schedule?.order?.forPrograms
    nextTracking = story.schedule?.tracking?.forPrograms
    nextWriteBack = story.schedule?.writeBack?.forPrograms
    journal = story.journal.map {
      Line(
        at: $0.at.forPrograms, event: $0.line.event,
        fields: personal ? $0.line.fields : $0.line.fields.mapValues(Discretion.masked))
    }
  }
}
