// `demo`: the main job on show. A small shop, twenty-one orders, both services failing now and then, a real
// daemon that is killed in the middle; in the end a table and the list of what was checked.
import ArgumentParser
import Glibc
import Rehearsal
import Sandbox

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show orders of a made-up shop turning into parcels.",
    discussion: """
      Starts the sandbox and a real ukrposhta-syncd on this machine, links the CRM with `register`, enters \
      twenty-one orders, lets both services fail now and then, kills the daemon once with kill -9, moves the \
      parcels through their life, makes the day's labels and forms, and checks the end. Nothing leaves this machine. The exit code is 0 only when every check holds.
      """)

  @Option(
    help: "Folder for configuration, ledger, labels and log. Default: a new one below the temporary folder.")
  var folder: String?

  @Option(help: "Secrets, barcodes and chance follow from it.")
  var seed: UInt64 = 1

  @Option(help: "The daemon's program. Default: the one beside this program.")
  var daemon: String?

  /// A demonstration that has not come to its end by then is stopped.
  private static let hardStop = Duration.seconds(90)

  func run() async throws {
    let program = try ProgramUnderTest.find(daemon)
    let place =
      try folder.map { try RehearsalFolder(path: $0) } ?? RehearsalFolder.temporary("ukrposhta-demo")
    let stage = try await Stage(
      shop: Shop(seed: seed, plain: Shop.entrepreneur, isLinked: false), folder: place, pace: .demo,
      crmCallsPerSecond: 50)
    let course = DemoCourse(stage: stage, program: program, patience: Patience(limit: Self.hardStop))
    do {
      let isGood = try await Interruption.watched { try await perform(course) }
      await stage.close()
      guard isGood else { throw ExitCode.failure }
    } catch {
      await course.crew.dismiss()
      await stage.close()
      if !(error is ExitCode) {
        Narrator.print("\nThe demonstration failed: \(error)\nLook into \(place.path)")
      }
      throw ExitCode.failure
    }
  }

  private func perform(_ course: DemoCourse) async throws -> Bool {
    let (stage, folder) = (course.stage, course.stage.folder)
    let (orders, cutOff, found) = try await course.run()
    let quotes = await course.notebook.quotes
    // What is on its way to the CRM still arrives; what is wrong stays wrong.
    do {
      try await course.patience.wait(for: "the last writes to the CRM", atMost: .seconds(10)) {
        try DemoVerdict(orders, quotes: quotes, stage: stage).isGood
      }
    } catch let ranOut as PatienceRanOut where !ranOut.isWhole {
      course.narrator.say("not everything is as it should be")
    }
    let whileRunning = folder.filesWithSecrets(of: stage.shop)
    let end = try await course.crew.terminate(within: .seconds(15))
    course.narrator.say("SIGTERM: the daemon has ended, \(end)")
    let verdict = try DemoVerdict(orders, quotes: quotes, stage: stage)
    let afterwards = folder.filesWithSecrets(of: stage.shop)
    let searched = Set(whileRunning.searched + afterwards.searched)
    var checks = verdict.checks + found
    checks.append(cutOffCheck(cutOff, verdict))
    checks.append(
      Check(
        what:
          "no secret in the log, the ledger (with its -wal) or a label, nor in what a verb printed: \(searched.count) files searched",
        objections: Set(whileRunning.guilty + afterwards.guilty).sorted()
          + (searched.contains("state/ledger.sqlite-wal") ? [] : ["the -wal was not there to be searched"])))
    checks.append(
      Check(
        what: "the daemon ended on SIGTERM with exit code 0",
        objections: end == .exited(code: 0) ? [] : ["\(end)"]))
    report(verdict, checks, course)
    return checks.allSatisfy(\.objections.isEmpty)
  }

  private func cutOffCheck(_ barcode: String?, _ verdict: DemoVerdict) -> Check {
    let owner = verdict.lines.first { line in line.all.contains { $0.barcode == barcode } }
    let what = "the shipment that kill -9 cut off was found again, not made again"
    guard let barcode, let owner else { return Check(what: what, objections: ["no create was cut off"]) }
    let wanted = owner.order.story.ending.made
    return Check(
      what: "\(what) (\(barcode) of \(owner.order.number))",
      objections: owner.all.count == wanted ? [] : ["\(owner.all.count) made for it instead of \(wanted)"])
  }

  private func report(_ verdict: DemoVerdict, _ checks: [Check], _ course: DemoCourse) {
    Narrator.print("\n\(verdict.table)")
    var calls = TextTable(header: ["calls", "endpoint"])
    let counted = (try? course.stage.calls()) ?? [:]
    for endpoint in counted.keys.sorted() { calls.add(["\(counted[endpoint] ?? 0)", endpoint]) }
    Narrator.print("\n\(calls.text)")
    let faults = course.stage.faultsPlayed
    let list = faults.keys.sorted().map { "\(faults[$0] ?? 0) \($0)" }.joined(separator: ", ")
    Narrator.print("\nfaults played: \(list)\n\nchecked, against the sandbox's own records:")
    for check in checks { Narrator.print(check.line) }
    let seconds = course.patience.elapsed.components.seconds
    let failed = checks.count { !$0.objections.isEmpty }
    Narrator.print(
      failed == 0
        ? "\nAll \(checks.count) checks hold, after \(seconds) s."
        : "\n\(failed) of \(checks.count) checks failed.")
    Narrator.print("Labels, ledger, configuration and the daemon's log are in \(course.stage.folder.path)")
  }
}
