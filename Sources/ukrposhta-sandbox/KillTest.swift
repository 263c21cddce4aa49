// `kill-test`: the promise "nothing lost, nothing twice" put to the proof with real SIGKILLs, real sockets
// and a real ledger file, by anyone who doubts it.
import ArgumentParser
import Rehearsal
import Sandbox

struct KillTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Kill a real daemon again and again at work, and count what is lost or made twice.",
    discussion: """
      Enters orders in the sandbox while a real ukrposhta-syncd works on them and answers get lost, kills \
      it with kill -9 at random instants and starts it again. Judged from the sandbox's own records. The \
      exit code is 0 only when nothing was lost and nothing made twice.
      """)

  @Option(help: "How often the daemon is killed.")
  var kills: Int = 100

  @Option(help: "How many orders there are.")
  var orders: Int = 200

  @Option(help: "Orders, faults and the instants of the kills follow from it.")
  var seed: UInt64 = 1

  @Option(
    help: "Folder for configuration, ledger, labels and log. Default: a new one below the temporary folder.")
  var folder: String?

  @Option(help: "The daemon's program. Default: the one beside this program.")
  var daemon: String?

  private static let mostKills = 10_000
  private static let mostOrders = 10_000

  /// A run that has not come to its end by then is stopped, and has failed.
  private var hardStop: Duration { .seconds(120 + 2 * kills + orders / 2) }

  func validate() throws {
    guard (0...Self.mostKills).contains(kills) else {
      throw ValidationError("--kills is 0 to \(Self.mostKills)")
    }
    guard (1...Self.mostOrders).contains(orders) else {
      throw ValidationError("--orders is 1 to \(Self.mostOrders)")
    }
  }

  func run() async throws {
    let program = try ProgramUnderTest.find(daemon)
    let place =
      try folder.map { try RehearsalFolder(path: $0) } ?? RehearsalFolder.temporary("ukrposhta-kill-test")
    let work = KillRun(kills: kills, orders: orders, seed: seed, limit: hardStop)
    let narrator = Narrator(patience: Patience(limit: hardStop))
    narrator.say(
      "\(kills) kills over \(orders) orders, seed \(seed); stopped after \(hardStop.components.seconds) s")
    do {
      let report = try await Interruption.watched {
        try await work.run(in: place, daemon: program) { narrator.say($0) }
      }
      tell(report, place)
      guard report.isGood else { throw ExitCode.failure }
    } catch let code as ExitCode {
      throw code
    } catch {
      Narrator.print("\nThe kill-test failed: \(error)\nLook into \(place.path)")
      throw ExitCode.failure
    }
  }

  private func tell(_ report: KillRun.Report, _ folder: RehearsalFolder) {
    let findings = [
      ("duplicates", report.duplicates), ("lost", report.lost), ("orphans", report.orphans),
      ("secrets in files", report.guiltyFiles),
    ]
    Narrator.print(
      """

      kills                \(report.kills)
      orders               \(report.orders)
      shipments made       \(report.shipments)
      adopted after doubt  \(report.adopted) (told by the daemon's log; the rest by the sandbox)
      duplicates           \(report.duplicates.count)
      lost                 \(report.lost.count)
      orphans              \(report.orphans.count)
      end on SIGTERM       \(report.end.map { "\($0)" } ?? "none")
      seconds              \(report.elapsed.components.seconds)

      """)
    for (name, list) in findings where !list.isEmpty {
      for line in list.prefix(Self.longestList) { Narrator.print("\(name): \(line)") }
    }
    Narrator.print(report.isGood ? "Nothing was lost and nothing made twice." : "The kill-test failed.")
    Narrator.print("Ledger, labels and the daemon's log are in \(folder.path)")
  }

  private static let longestList = 20
}
