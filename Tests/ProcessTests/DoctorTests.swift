// `doctor` against faults planted one by one: it names each and its cure, says nothing of any other, and creates nothing.
import Foundation
import Glibc
import Rehearsal
import Sandbox
import Testing

extension ProcessTests {
  @Test func doctorFindsNothingInAShopThatIsWell() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let before = bench.changingCalls
      let early = try await bench.examine()
      #expect(early.end == .exited(code: 0), "\(early.faults)")
      #expect(early.lines.filter { $0.level == "warning" }.isEmpty, "\(early.output)")
      for check in [
        "crm-key", "crm-right", "ecom-bearer", "token", "tracking-bearer", "postcode", "crm-clock",
      ] {
        #expect(early.lines.contains { $0.check == check && $0.level == "ok" }, "\(check): \(early.output)")
      }
      #expect(bench.changingCalls == before, "doctor called something that is no GET")
      #expect(!FileManager.default.fileExists(atPath: scene.stage.folder.ledger))

      try await scene.start()
      let beside = try await bench.examine()
      #expect(beside.end == .exited(code: 0), "\(beside.faults)")
      for check in ["service", "service-config", "service-status", "ledger"] {
        #expect(beside.lines.contains { $0.check == check && $0.level == "ok" }, "\(check): \(beside.output)")
      }
      try bench.append("# a line\n")
      let changed = try await bench.examine()
      #expect(changed.lines.contains { $0.check == "service-config" && $0.cure.contains("reload") })
      let text = try await Operator(scene: scene).run("doctor")
      #expect(text.output.contains("No faults, 1 warning."))
      #expect(!text.output.contains("\u{1B}"))
      for secret in scene.stage.shop.secrets { #expect(!text.output.contains(secret)) }
    }
  }

  @Test func doctorNamesEachPlantedFaultAndItsCure() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let before = bench.changingCalls
      for fault in Self.secretFaults + Self.accountFaults + Self.referenceFaults + Self.machineFaults {
        try await bench.find(fault)
      }
      let after = try await bench.examine()
      #expect(after.faults.isEmpty, "a fault was left behind: \(after.faults)")
      #expect(bench.changingCalls == before, "doctor called something that is no GET")
    }
  }

  private static let secretFaults: [PlantedFault] = [
    PlantedFault(
      name: "wrong eCom bearer", check: "ecom-bearer", what: "eCom bearer of company",
      cure: "company-ecom-bearer"
    ) { try $0.setSecret("company-ecom-bearer", UUID().uuidString.lowercased()) },
    PlantedFault(
      name: "wrong tracking bearer", check: "tracking-bearer", what: "StatusTracking bearer of company",
      cure: "company-tracking-bearer"
    ) { try $0.setSecret("company-tracking-bearer", UUID().uuidString.lowercased()) },
    PlantedFault(
      name: "the bearers changed places", check: "tracking-bearer",
      what: "StatusTracking bearer of individual",
      cure: "not the eCom one"
    ) { bench in
      let cabinet = try #require(bench.scene.stage.shop.cabinet(Shop.individual))
      try bench.setSecret("individual-tracking-bearer", cabinet.party.ecomBearer)
    },
    PlantedFault(
      name: "wrong token", check: "token", what: "counterparty token of company",
      cure: "company-counterparty-token"
    ) { try $0.setSecret("company-counterparty-token", UUID().uuidString.lowercased()) },
    PlantedFault(
      name: "secret open to all", check: "secret", what: "company: counterparty token",
      cure: "chmod 600"
    ) { chmod($0.secret("company-counterparty-token"), 0o644) },
    PlantedFault(
      name: "empty secret", check: "secret", what: "company: eCom bearer", cure: "put the secret alone into"
    ) { try $0.setSecret("company-ecom-bearer", "") },
  ]

  private static let accountFaults: [PlantedFault] = [
    PlantedFault(name: "wrong key", check: "crm-key", what: "api-key-wrong", cure: "crm-api-key") {
      try $0.setSecret("crm-api-key", "0123456789abcdef0123456789abcdef")
    },
    PlantedFault(
      name: "key without a right", check: "crm-right", what: "delivery_write", cure: "allow delivery_write"
    ) { bench in
      let key = bench.scene.stage.shop.apiKey
      let scopes = CRMService.Configuration.Key.allScopes.filter { $0 != "delivery_write" }
      try bench.account { $0.keys = [.init(key, scopes: scopes)] }
    },
    PlantedFault(
      name: "key that may not read references", check: "crm-right", what: "reference_read",
      cure: "allow reference_read"
    ) { bench in
      let key = bench.scene.stage.shop.apiKey
      let scopes = CRMService.Configuration.Key.allScopes.filter { $0 != "reference_read" }
      try bench.account { $0.keys = [.init(key, scopes: scopes)] }
    },
    PlantedFault(
      name: "key that may not read companies", check: "crm-right",
      what: "customer_read (companies of corporate customers", cure: "allow customer_read"
    ) { bench in
      let key = bench.scene.stage.shop.apiKey
      let scopes = CRMService.Configuration.Key.allScopes.filter { $0 != "customer_read" }
      try bench.account { $0.keys = [.init(key, scopes: scopes)] }
    },
    PlantedFault(name: "unknown site", check: "crm-site", what: "did you mean “shop”", cure: "crm.sites") {
      try $0.edit("crm:\n", "crm:\n  sites: [shpo]\n")
    },
    PlantedFault(
      name: "site out of reach", check: "crm-site", what: "no access to the site outlet, or",
      cure: "access to that"
    ) { bench in
      let key = bench.scene.stage.shop.apiKey
      try bench.account {
        $0.sites.append(.init(code: "outlet", name: "Outlet"))
        $0.keys = [.init(key, sites: ["shop"])]
      }
      try bench.edit("crm:\n", "crm:\n  sites: [shop, outlet]\n")
    },
    PlantedFault(
      name: "unknown zone", check: "crm-zone", what: "time zone", cure: "tzdata"
    ) { try $0.account { $0.timeZone = "Mars/Olympus" } },
  ]

  private static let referenceFaults: [PlantedFault] = [
    PlantedFault(
      name: "unknown status", check: "crm-status", what: "no status arived; did you mean “arrived”",
      cure: "mend the code"
    ) { try $0.edit("at-office: arrived", "at-office: arived") },
    PlantedFault(
      name: "unknown status to create in", check: "crm-status", what: "create-in-statuses",
      cure: "mend the code"
    ) { try $0.append("create-in-statuses: [paid-up]\n") },
    PlantedFault(
      name: "unknown payment type", check: "crm-payment-type", what: "did you mean “cash-on-delivery”",
      cure: "cash-on-delivry"
    ) { try $0.edit("cod: [cash-on-delivery]", "cod: [cash-on-delivry]") },
    PlantedFault(
      name: "payment type not of the delivery type", check: "crm-payment-type", what: "cash is not allowed",
      cure: "cash", along: ["crm-module"]
    ) { try $0.edit("cod: [cash-on-delivery]", "cod: [cash]") },
    PlantedFault(
      name: "unknown store", check: "crm-store", what: "no store mian; did you mean “main”", cure: "mian"
    ) { try $0.edit("    main: \"01001\"", "    mian: \"01001\"") },
    PlantedFault(
      name: "unknown delivery type", check: "crm-delivery-type", what: "ukrposhta-compani; did you mean",
      cure: "ukrposhta-company"
    ) { try $0.edit("delivery-type: ukrposhta-company", "delivery-type: ukrposhta-compani") },
    PlantedFault(
      name: "module not registered", check: "crm-module", what: "ukrposhta-elsewhere is not registered",
      cure: "register --apply"
    ) { try $0.edit("module-code: ukrposhta-company", "module-code: ukrposhta-elsewhere") },
    PlantedFault(
      name: "unknown postcode", check: "postcode", what: "no postcode 01999", cure: "stores: main"
    ) { try $0.edit("    main: \"01001\"", "    main: \"01999\"") },
  ]

  private static let machineFaults: [PlantedFault] = [
    PlantedFault(
      name: "host without an address", check: "post-reach", what: "post.invalid has no address",
      cure: "ukrposhta.at"
    ) { bench in
      try bench.edit("at: http://127.0.0.1:\(bench.scene.stage.port)", "at: https://post.invalid")
      try bench.slowDown()
    },
    PlantedFault(name: "port closed", check: "post-reach", what: "nobody answers", cure: "ukrposhta.at") {
      bench in
      // Nobody listens on the discard port.
      try bench.edit("at: http://127.0.0.1:\(bench.scene.stage.port)", "at: http://127.0.0.1:9")
    },
    PlantedFault(
      name: "clock an hour off", check: "crm-clock", what: "min behind", cure: "timedatectl",
      along: ["post-clock"]
    ) { $0.scene.stage.server.skewDate(milliseconds: 3_600_000) },
    PlantedFault(
      name: "no print command", check: "label-command", what: "no program lp-nowhere", cure: "install it"
    ) { try $0.edit("defaults:\n", "defaults:\n  label: { command: \"lp-nowhere {file}\" }\n") },
    PlantedFault(
      name: "print command not executable", check: "label-command", what: "cannot be executed",
      cure: "chmod 755"
    ) { bench in
      let program = "\(bench.folder.path)/print"
      _ = FileManager.default.createFile(
        atPath: program, contents: Data(), attributes: [.posixPermissions: 0o644])
      try bench.edit("defaults:\n", "defaults:\n  label: { command: \"\(program) {file}\" }\n")
    },
    PlantedFault(
      name: "no command for the owner", check: "alert-command", what: "no program sendmail-nowhere",
      cure: "mend alert.command"
    ) {
      try $0.edit("defaults:\n", "alert: { command: sendmail-nowhere, format: text }\ndefaults:\n")
    },
    PlantedFault(
      name: "state directory below a file", check: "state-directory", what: "is no directory",
      cure: "set another path"
    ) { bench in
      let file = "\(bench.folder.path)/file"
      _ = FileManager.default.createFile(atPath: file, contents: Data())
      try bench.edit("state-directory: \(bench.folder.state)", "state-directory: \(file)/state")
    },
  ]

  // MARK: Ledger and disk

  @Test func doctorTellsWhatIsWrongWithALedger() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      try await scene.start()
      #expect(try await scene.crew.terminate(within: .seconds(20)) == .exited(code: 0))
      let ledger = scene.stage.folder.ledger
      let sound = try #require(FileManager.default.contents(atPath: ledger))
      func damaged(
        _ name: String, _ what: String, _ cure: String, _ change: @escaping @Sendable (inout Data) -> Void
      )
        async throws
      {
        try await bench.find(
          PlantedFault(name: name, check: "ledger", what: what, cure: cure) { _ in
            var bytes = sound
            change(&bytes)
            try bytes.write(to: URL(fileURLWithPath: ledger))
          })
        try sound.write(to: URL(fileURLWithPath: ledger))
      }
      // Offsets of SQLite's file header: user_version 60, application_id 68.
      try await damaged("newer schema", "newer release", "install that release") { $0[62] = 9 }
      try await damaged("other program", "another program", "another state-directory") { $0[68] = 1 }
      try await damaged("not a database", "is damaged", "`backup`") {
        $0.replaceSubrange(0..<64, with: Data(repeating: 7, count: 64))
      }
      try await damaged("broken pages", "is damaged", "`backup`") { bytes in
        for page in stride(from: 4096, to: bytes.count, by: 4096) {
          bytes.replaceSubrange(page..<min(page + 64, bytes.count), with: Data(repeating: 0xFF, count: 64))
        }
      }
      try await bench.find(
        PlantedFault(name: "other CRM", check: "ledger", what: "another CRM address", cure: "crm.url") {
          bench in
          let port = bench.scene.stage.port
          try bench.edit("url: http://127.0.0.1:\(port)", "url: http://localhost:\(port)")
        })
      #expect(try await bench.examine().end == .exited(code: 0))
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible, "mounting a tmpfs needs root"))
  func doctorTellsAFullDiskFromOneThatCannotBeWritten() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let disk = try SmallDisk(at: scene.stage.folder.state)
      defer { disk.unmount() }
      try disk.fill()
      try await bench.find(
        PlantedFault(name: "disk full", check: "state-directory", what: "disk is full", cure: "make room") {
          _ in
        })
      try disk.makeRoom()
      try await bench.find(
        PlantedFault(name: "read-only", check: "state-directory", what: "cannot be written", cure: "mount it")
        { _ in
          try disk.forbidWriting()
        })
    }
  }

  // MARK: TLS, the service, the configuration

  @Test(.enabled(if: FalseHost.isPossible, "no openssl"))
  func doctorTellsACertificateThatNobodyTrusts() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let host = try await FalseHost(in: scene.stage.folder)
      defer { host.close() }
      try await bench.find(
        PlantedFault(
          name: "untrusted certificate", check: "crm-reach", what: "does not trust", cure: "ca-certificates"
        ) { bench in
          try bench.edit(
            "url: http://127.0.0.1:\(bench.scene.stage.port)", "url: https://127.0.0.1:\(host.port)")
        })
    }
  }

  @Test func doctorFindsAServiceThatDoesNotAnswer() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      try await scene.start()
      try FileManager.default.removeItem(atPath: "\(scene.stage.folder.state)/control.sock")
      try await bench.find(
        PlantedFault(name: "no socket", check: "service", what: "holds the ledger", cure: "journalctl") { _ in
        })
    }
  }

  @Test func doctorSaysEveryProblemOfTheConfiguration() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      try bench.edit("language: en", "language: pl")
      let report = try await bench.examine()
      #expect(report.end == .exited(code: 78))
      #expect(report.faults.map(\.check) == ["config"])
      #expect(report.faults.first?.what.contains("config.yaml:") == true)
    }
  }

  @Test func doctorComparesTheUnitsCredentials() async throws {
    try await Scene.play { scene in
      let bench = try await DoctorBench(scene)
      let unit = "\(scene.stage.folder.path)/ours.service"
      let kept = "\(scene.stage.folder.path)/kept-key"
      try FileManager.default.moveItem(atPath: bench.secret("crm-api-key"), toPath: kept)
      try bench.edit("api-key: { file: \(bench.secret("crm-api-key")) }", "api-key: retailcrm-api-key")
      try "[Service]\nLoadCredential=another:/etc/nowhere\n".write(
        toFile: unit, atomically: true, encoding: .utf8)
      let lacking = try await bench.examine("--unit", unit)
      #expect(lacking.faults.map(\.check) == ["secret"])
      #expect(lacking.faults.first?.cure.contains("LoadCredential=retailcrm-api-key") == true)
      #expect(lacking.lines.contains { $0.check == "unit-credentials" && $0.level == "warning" })
      try "[Service]\nLoadCredential=retailcrm-api-key:\(kept)\n".write(
        toFile: unit, atomically: true, encoding: .utf8)
      let whole = try await bench.examine("--unit", unit)
      #expect(whole.faults.isEmpty, "\(whole.faults)")
      #expect(whole.lines.contains { $0.check == "crm-key" && $0.level == "ok" })
    }
  }
}
