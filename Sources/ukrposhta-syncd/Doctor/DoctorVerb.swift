// `doctor`: looks at everything the service needs, live, and says what is wrong and what to do about it. It creates nothing
// anywhere: every call to both services is a GET, the ledger is only read, and what is written to the disk to see that
// it can be is removed at once. It runs beside the service and before the first start.
import ArgumentParser
import Settings
import ShippingCore

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks for what is wrong with the installation, and says how to mend it.",
    discussion: """
      Configuration, secrets, disk, ledger, network, clock, the CRM's key and everything that the configuration names \
      in the CRM, each cabinet's secrets and postcodes, the running service. Nothing is created anywhere.

      Exit code 0: no fault. 1: faults. 78: the configuration itself cannot be used.

      Examples:
        ukrposhta-syncd doctor
        ukrposhta-syncd doctor --json | jq '.chapters[].findings[] | select(.level == "fault")'
      """)

  @OptionGroup var daemon: DaemonOption
  @Flag(help: "For programs: one JSON object.")
  var json = false
  @Option(
    help: "The systemd unit: its name, or the path of its file. Default: the one that runs the configuration."
  )
  var unit: String?

  func run() async throws {
    var diagnosis = Diagnosis()
    let path = daemon.place.file.config
    switch SettingsFile.read(path: path) {
    case .failure(let problems):
      diagnosis.add(Self.unusable(problems))
      try diagnosis.show(json: json)
      throw ExitStatus.configuration
    case .success(let settings):
      let unit = unit ?? UnitFile.name(configuration: path)
      let patient = Patient(settings: settings, path: path, unit: UnitFile.find(unit), unitName: unit)
      for chapter in try await examine(patient) { diagnosis.add(chapter) }
    }
    try diagnosis.show(json: json)
    if diagnosis.faults > 0 { throw ExitStatus.different }
  }

  private static func unusable(_ problems: SettingsProblems) -> Chapter {
    var chapter = Chapter("Configuration")
    for problem in problems.problems {
      chapter.fault("config", "\(problem)", cure: "mend this line; `check` reads the file again")
    }
    return chapter
  }

  private func examine(_ patient: Patient) async throws -> [Chapter] {
    var (configuration, secrets) = patient.configuration()
    patient.examineUnit(&configuration)
    let machine = MachineExam(settings: patient.settings, stateDirectory: try daemon.place.directory())
    let wires = Wires(patient.settings)
    let byFields = Register.cabinetsByFields(
      patient.settings.cabinets.map(\.policy), in: try daemon.place.openIfThere())
    async let crm = CRMExam(
      settings: patient.settings, key: secrets[patient.settings.crm.apiKey], wires: wires, byFields: byFields
    )
    .chapters()
    async let post = PostExam(settings: patient.settings, secrets: secrets, wires: wires).chapters()
    let (crmChapters, postChapters) = (await crm, await post)
    await wires.close()
    let service = ServiceExam(
      socket: try daemon.path(), configuration: patient.path, lock: machine.ledgerPath + ".lock",
      unit: patient.unitName
    ).chapter()
    return [configuration, machine.chapter()] + crmChapters + postChapters + [service]
  }
}
