// The two pages of `manual`: the program's from its verbs, the configuration file's from the example's comments.
//
// What a newcomer gets wrong: a line that begins with a dot or an apostrophe is a command to roff, and a backslash begins
// an escape, wherever it stands.

/// ukrposhta-syncd(8).
struct ProgramPage {
  let command: HelpDump.Command
  /// Sections that no verb tells of, in mdoc: files, signals, exit status.
  let further: String

  /// Names of options that every verb has; told once.
  private static let common: Set<String> = ["help", "version"]

  func mdoc(date: String) -> String {
    var lines = Roff.head(command.commandName, 8, date: date, about: "RetailCRM orders to Ukrposhta parcels")
    lines += [".Sh SYNOPSIS", ".Nm", ".Ar verb", ".Op Ar option ...", ".Nm", ".Cm help", ".Ar verb"]
    lines += [".Sh DESCRIPTION"]
    lines += Roff.paragraphs(command.abstract ?? "") + [".Pp"] + Roff.paragraphs(command.discussion ?? "")
    lines += [".Pp", "Every verb has", ".Fl Fl help .", ".Sh VERBS"]
    for verb in command.subcommands ?? []
    where verb.shouldDisplay != false && verb.commandName != "help" {
      lines += [".Ss \(verb.commandName)"] + synopsis(verb) + [".Pp"] + Roff.paragraphs(verb.abstract ?? "")
      if let discussion = verb.discussion { lines += [".Pp"] + Roff.paragraphs(discussion) }
      lines += options(verb)
    }
    return lines.joined(separator: "\n") + "\n" + further
  }

  private func shown(_ verb: HelpDump.Command) -> [HelpDump.Argument] {
    (verb.arguments ?? []).filter { argument in
      argument.shouldDisplay && !(argument.names ?? []).contains { ProgramPage.common.contains($0.name) }
    }
  }

  private func synopsis(_ verb: HelpDump.Command) -> [String] {
    let words = shown(verb).map { argument in
      let text = ProgramPage.spelling(argument).last ?? ""
      return argument.isOptional ? ".Op \(text)" : ".\(text)"
    }
    return [".Nm", ".Cm \(verb.commandName)"] + words
  }

  /// One for each name, as arguments of a macro.
  private static func spelling(_ argument: HelpDump.Argument) -> [String] {
    let value = argument.kind == "flag" ? "" : " Ar \(argument.valueName ?? "value")"
    guard argument.kind != "positional" else { return [String(value.dropFirst())] }
    return (argument.names ?? []).map { name in
      (name.kind == "long" ? "Fl Fl \(name.name)" : "Fl \(name.name)")
    }.sorted { $0.count < $1.count }.enumerated().map { offset, name in
      offset == (argument.names?.count ?? 0) - 1 ? name + value : name
    }
  }

  private func options(_ verb: HelpDump.Command) -> [String] {
    let arguments = shown(verb)
    guard !arguments.isEmpty else { return [] }
    var lines = [".Bl -tag -width Ds"]
    for argument in arguments {
      lines.append(".It " + ProgramPage.spelling(argument).joined(separator: " , "))
      var text = argument.abstract ?? ""
      if let value = argument.defaultValue, !value.isEmpty { text += " Default: \(value)." }
      lines += Roff.paragraphs(text.isEmpty ? argument.valueName ?? "" : text)
    }
    return lines + [".El"]
  }
}

/// ukrposhta-syncd.yaml(5): each comment of the example above the keys it is about.
struct ConfigurationPage {
  let example: String

  func mdoc(date: String) -> String {
    var lines = Roff.head(
      "ukrposhta-syncd.yaml", 5, date: date, about: "configuration of ukrposhta-syncd")
    lines += [".Sh SYNOPSIS", ".Pa /etc/ukrposhta-syncd/config.yaml", ".Sh DESCRIPTION"]
    for (offset, part) in parts().enumerated() {
      switch part {
      case .comment(let text): lines += (offset == 0 ? [] : [".Pp"]) + Roff.paragraphs(text)
      case .keys(let keys): lines += [".Bd -literal -offset indent"] + keys.map(Roff.text) + [".Ed"]
      }
    }
    lines += [
      ".Sh FILES", ".Bl -tag -width Ds", ".It Pa /usr/share/ukrposhta-syncd/config.yaml",
      "This page as a file to begin with.", ".El", ".Sh SEE ALSO", ".Xr ukrposhta-syncd 8",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private enum Part {
    case comment(String)
    case keys([String])
  }

  /// A comment is `# ` and words; `#key:` is a setting that is off, and stays with the keys.
  private func parts() -> [Part] {
    var parts: [Part] = []
    var isApart = false
    for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = line.drop { $0 == " " }
      defer { isApart = text.isEmpty }
      if text == "#" || text.hasPrefix("# ") {
        let words = (isApart ? "\n" : "") + text.dropFirst(2)
        if case .comment(let before)? = parts.last {
          parts[parts.count - 1] = .comment(before + "\n" + words)
        } else {
          parts.append(.comment(words))
        }
      } else if !text.isEmpty {
        if case .keys(let before)? = parts.last {
          parts[parts.count - 1] = .keys(before + [String(line)])
        } else {
          parts.append(.keys([String(line)]))
        }
      }
    }
    return parts
  }
}

enum Roff {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]

  /// `November 24, 2026` for `2026-11-24`; nil for what is no day.
  static func date(_ day: String) -> String? {
    let parts = day.split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let number = parts[2],
      months.indices.contains(month - 1), (1...31).contains(number), (1970...9999).contains(year)
    else { return nil }
    return "\(months[month - 1]) \(number), \(year)"
  }

  static func head(_ name: String, _ section: Int, date: String, about: String) -> [String] {
    [
      ".Dd \(date)", ".Dt \(name.uppercased()) \(section)", ".Os", ".Sh NAME", ".Nm \(name)", ".Nd \(about)",
    ]
  }

  /// A line of text as it shall be read.
  static func text(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("`", with: "\\(ga")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Paragraphs are parted by blank lines; a sentence begins a line of its own, and lines that are indented, as examples
  /// are, stay as they are.
  static func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isLiteral = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isExample = line.hasPrefix("  ")
      if isExample != isLiteral {
        lines.append(isExample ? ".Bd -literal -offset indent" : ".Ed")
        isLiteral = isExample
      }
      if isExample {
        lines.append(Roff.text(String(line.dropFirst(2))))
      } else if line.allSatisfy({ $0 == " " }) {
        if lines.last != ".Pp", lines.last != ".Ed", !lines.isEmpty { lines.append(".Pp") }
      } else {
        lines += sentences(String(line)).map(Roff.text)
      }
    }
    if isLiteral { lines.append(".Ed") }
    // No paragraph begins before a display or after the last line.
    while lines.last == ".Pp" { lines.removeLast() }
    return lines
  }

  /// Bytes of a line of the source; mandoc wants 80, escapes included.
  private static let lineLength = 74

  /// Every sentence from a line of its own, and none on a line that is too long.
  private static func sentences(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.utf8.count + word.utf8.count >= lineLength {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
      if let last = word.last(where: { !")\"'".contains($0) }), ".!?".contains(last), word.count > 2 {
        lines.append(line)
        line = ""
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
