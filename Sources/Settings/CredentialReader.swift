// Reads where a secret is: a name that systemd knows, or `file: /path`. A secret typed into the file itself
// is refused without being repeated, and the operator is told that it is to be replaced: the file is in
// backups by now.
import Yams

enum CredentialReader {
  private static let expected = "the name of a systemd credential, or “file: /path”"

  static func source(_ value: Value) -> CredentialSource? {
    if value.isSection {
      guard let section = value.section() else { return nil }
      let path = section.required("file", "the absolute path of the file with the secret")?.absolutePath()
      section.finish()
      return path.map(CredentialSource.file)
    }
    // A secret of digits alone, or one with odd characters, is caught by not being a name; nothing is shown
    // either way.
    guard let name = value.text(expected) else { return nil }
    guard !Spelling.looksSecret(name) else {
      value.refuse(
        "this looks like the secret itself, and a secret must not stand in this file: put it into a "
          + "credential or a file of mode 0600, write its name or “file: /path” here, and have the "
          + "secret replaced"
      )
      return nil
    }
    guard !name.hasPrefix("/") else {
      value.refuse("for a file write “{ file: /path }”; a name alone is that of a systemd credential")
      return nil
    }
    guard Credentials.isName(name) else {
      value.refuse("expected \(expected); a name has letters, digits, dots, dashes and underscores")
      return nil
    }
    return .systemd(name: name)
  }
}
