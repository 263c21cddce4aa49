// Where secrets may come from, and that neither they nor what might be one is ever printed.
import Glibc
import Testing

@testable import Settings

@Suite struct CredentialTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func oneNewlineAtTheEndIsNotPartOfIt() throws {
    let file = try folder.write("token", Array("abc-1\n".utf8), mode: 0o600)
    #expect(try Credentials(directory: nil).read(.file(path: file)).reveal() == "abc-1")
    #expect(try Credentials(directory: folder.path).read(.systemd(name: "token")).reveal() == "abc-1")
  }

  @Test(arguments: [
    ([], "is empty"), (Array("\n".utf8), "is empty"), ([0xFF, 0xFE], "is not UTF-8 text"),
    (Array("a\nb\n".utf8), "line break"), (Array("a\r\n".utf8), "line break"), (Array("a b".utf8), "blank"),
    (Array("a\n\n".utf8), "line break"), ([UInt8](repeating: 0x61, count: 4097), "larger than 4096 bytes"),
  ])
  func contentsThatAreNoSecret(bytes: [UInt8], reason: String) throws {
    let file = try folder.write("token", bytes, mode: 0o600)
    let failure = #expect(throws: CredentialFailure.self) {
      try Credentials(directory: nil).read(.file(path: file))
    }
    #expect(failure?.reason.contains(reason) == true)
  }

  @Test(arguments: [mode_t(0o640), 0o604, 0o610, 0o666])
  func fileMustBeReadableByItsOwnerAlone(mode: mode_t) throws {
    let file = try folder.write("token", Array("abc".utf8), mode: mode)
    let failure = #expect(throws: CredentialFailure.self) {
      try Credentials(directory: nil).read(.file(path: file))
    }
    #expect(failure?.description == "file \(file): must be readable by its owner alone (chmod 600)")
    // systemd grants access by ACL, which shows as group bits.
    #expect(try Credentials(directory: folder.path).read(.systemd(name: "token")).reveal() == "abc")
  }

  /// `LoadCredential=credentials:FOLDER` prefixes the names; a line of its own for one secret goes before.
  @Test func aFolderHandedOverWholeHoldsThemToo() throws {
    _ = try folder.write("credentials_key", Array("kept".utf8), mode: 0o440)
    let credentials = Credentials(directory: folder.path, folder: "/etc/x/credentials")
    #expect(try credentials.read(.systemd(name: "key")).reveal() == "kept")
    _ = try folder.write("key", Array("own".utf8), mode: 0o440)
    #expect(try credentials.read(.systemd(name: "key")).reveal() == "own")
    let failure = #expect(throws: CredentialFailure.self) { try credentials.read(.systemd(name: "other")) }
    #expect(
      failure?.reason.hasSuffix("; put it into /etc/x/credentials/other and restart the service") == true)
  }

  @Test func aVerbInAShellReadsTheOperatorsFolder() throws {
    _ = try folder.write("key", Array("kept".utf8), mode: 0o600)
    let credentials = Credentials(directory: nil, folder: folder.path)
    #expect(try credentials.read(.systemd(name: "key")).reveal() == "kept")
    _ = try folder.write("open", Array("kept".utf8), mode: 0o644)
    let failure = #expect(throws: CredentialFailure.self) { try credentials.read(.systemd(name: "open")) }
    #expect(failure?.reason == "\(folder.path)/open must be readable by its owner alone (chmod 600)")
    let beside = CredentialFolder.beside
    #expect(beside("/etc/ukrposhta-syncd/config.yaml") == "/etc/ukrposhta-syncd/credentials")
    #expect(beside("/etc/ukrposhta-syncd/north.yaml") == "/etc/ukrposhta-syncd/north.credentials")
    #expect(beside("north.yaml") == "north.credentials")
    #expect(beside("/etc/shadow") == nil)
    #expect(beside("/etc/.yaml") == nil)
  }

  @Test func placesThatAreNoPlaces() throws {
    #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
    let credentials = Credentials(directory: folder.path)
    for source in [
      CredentialSource.systemd(name: "../etc/passwd"), .systemd(name: "pipe"), .systemd(name: "absent"),
      .systemd(name: ""), .file(path: folder.path), .file(path: "\(folder.path)/pipe"),
    ] {
      #expect(throws: CredentialFailure.self) { try credentials.read(source) }
    }
    let failure = #expect(throws: CredentialFailure.self) {
      try Credentials(directory: nil).read(.systemd(name: "key"))
    }
    #expect(failure?.reason.contains("LoadCredential=key:") == true)
  }

  /// A verb that is typed: systemd's directory comes first, the operator's folder is judged like any file of his.
  @Test func folderBesideTheConfigurationIsForTypedVerbs() throws {
    let path = try folder.write("key", Array("abc".utf8), mode: 0o600)
    let typed = Credentials(directory: nil, folder: folder.path)
    #expect(try typed.read(.systemd(name: "key")).reveal() == "abc")
    #expect(chmod(path, 0o640) == 0)
    let open = #expect(throws: CredentialFailure.self) { try typed.read(.systemd(name: "key")) }
    #expect(open?.description == "credential key: \(path) must be readable by its owner alone (chmod 600)")
    let absent = #expect(throws: CredentialFailure.self) { try typed.read(.systemd(name: "other")) }
    #expect(absent?.reason.contains("\(folder.path)/other cannot be opened") == true)
    #expect(throws: CredentialFailure.self) {
      try Credentials(directory: "/nowhere", folder: folder.path).read(.systemd(name: "key"))
    }
  }

  @Test func secretPrintsAsDots() {
    let secret = Secret("hush-hush")
    var dumped = ""
    dump([secret], to: &dumped)
    for text in [
      "\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped,
    ] {
      #expect(!text.contains("hush"))
    }
    #expect("\(secret)" == "•••")
    #expect(secret.reveal() == "hush-hush")
  }

  @Test(arguments: [
    "3f2b9c1e-7a4d-4c55-9f0e-1b2c3d4e5f60", "qHZ8n2kLm4PqR7sT9vWx1yZ3aB5cD6eF",
    "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEf",
    "00000000-1111-2222-3333-444444444444", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
  ])
  func secretTypedIntoTheFileIsRefusedUnseen(secret: String) throws {
    for (old, path) in [
      ("api-key: retailcrm-api-key", "crm.api-key"),
      ("ecom-bearer: main-ecom-bearer", "cabinets.main.credentials.ecom-bearer"),
    ] {
      let key = old.prefix { $0 != ":" }
      let range = try #require(try Example.text.ranges(of: old).last)
      var text = try Example.text
      text.replaceSubrange(range, with: "\(key): \(secret)")
      let problems = Example.problems(text)
      #expect(problems.map(\.path) == [path])
      #expect(problems.first?.message.contains("must not stand in this file") == true)
      #expect(problems.allSatisfy { !$0.description.contains(secret) })
    }
  }

  @Test func secretInTheWrongPlaceIsNotRepeated() throws {
    let secret = "3f2b9c1e-7a4d-4c55-9f0e-1b2c3d4e5f60"
    let problems = try Example.problems(with: [
      "language: uk": "language: \(secret)", "  technology: W2W": "  technology: W2W\n  \(secret): 1",
      "log-level: info": "log-level: info\ntoken: \(secret)", "  history: 15s": "  history: \(secret)",
      "    cod: [cash-on-delivery]": "    cod: [\(secret), \(secret)]",
    ])
    #expect(problems.count == 5)
    #expect(problems.allSatisfy { !$0.description.contains(secret) })
  }

  @Test func shapesOfASource() throws {
    let settings = try Example.settings()
    #expect(settings.crm.apiKey == .systemd(name: "retailcrm-api-key"))
    let file = "/etc/ukrposhta-syncd/credentials/fop-ecom-bearer"
    #expect(settings.cabinets.last?.credentials.ecomBearer == .file(path: file))
    for wrong in ["/etc/key", "{ file: key }", "{ fil: /key }", "a b", "..", "[a]", ""] {
      #expect(
        try !Example.problems(with: ["api-key: retailcrm-api-key\n  # Codes": "api-key: \(wrong)\n  # Codes"])
          .isEmpty, "\(wrong)")
    }
  }
}
