// Reads how the owner is told. Nothing is told unless a way is named; a way that cannot work with what is said elsewhere
// in the file is refused here and not found out on the day it is needed.
import ShippingCore

struct AlertReader {
  let isRehearsal: Bool

  static let placeholders = ["{email}", "{phone}", "{subject}"]

  func read(_ top: Section, contacts: Contacts) -> AlertPolicy {
    var policy = AlertPolicy()
    guard let section = top.section("alert") else { return policy }
    if let value = section.value("command"), !value.isOff { policy.command = command(value, contacts) }
    policy.format =
      section.value("format")?.choice(["message": AlertPolicy.Format.message, "text": .text]) ?? .message
    if policy.command != nil, policy.format == .message, contacts.email == nil {
      section.refuse("command", "needs contacts.email, to which the mail goes; or write “format: text”")
    }
    let groups = section.value("crm-groups")?.codes("the code of a group of users") ?? ["superadmins"]
    if section.value("crm-notification")?.flag() ?? false { policy.crmGroups = groups.sorted() }
    policy.digestAt = section.value("digest-at").flatMap(timeOfDay) ?? policy.digestAt
    if let value = section.value("urgent") { policy.urgent = urgent(value) ?? policy.urgent }
    policy.unreachableAfter = section.duration(
      "unreachable-after", in: (isRehearsal ? .milliseconds(50) : .seconds(60)) ... .seconds(86_400),
      default: policy.unreachableAfter)
    policy.checkEvery = section.duration(
      "check-every", in: (isRehearsal ? .milliseconds(50) : .seconds(10)) ... .seconds(3600),
      default: policy.checkEvery)
    section.finish()
    return policy
  }

  private func command(_ value: Value, _ contacts: Contacts) -> [String]? {
    guard let words = value.commandWords("a command like “/usr/sbin/sendmail -t”") else { return nil }
    for word in words {
      let rest = Self.placeholders.reduce(word) { $0.replacing($1, with: "") }
      guard !rest.contains("{"), !rest.contains("}") else {
        value.refuse("a placeholder is not known; known: \(Spelling.alternatives(Self.placeholders))")
        return nil
      }
    }
    for (placeholder, name, isThere) in [
      ("{email}", "email", contacts.email != nil), ("{phone}", "phone", contacts.phone != nil),
    ] where !isThere && words.contains(where: { $0.contains(placeholder) }) {
      value.refuse("needs contacts.\(name) for \(placeholder)")
      return nil
    }
    if words.first?.contains("{") == true {
      value.refuse("begins with the program: its name alone, or its absolute path")
      return nil
    }
    return words
  }

  /// `09:00` as a minute of the day.
  private func timeOfDay(_ value: Value) -> Int? {
    let what = "a time of day like “09:00”"
    guard let text = value.text(what) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isShaped =
      parts.count == 2 && parts.allSatisfy { $0.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }
    guard isShaped, let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60 else {
      value.refuse("\(Spelling.shown(text)) is not \(what)")
      return nil
    }
    return hour * 60 + minute
  }

  private func urgent(_ value: Value) -> Set<UrgentKind>? {
    guard let codes = value.codes("the name of something urgent", mayBeEmpty: true) else { return nil }
    let names = UrgentKind.allCases.map(\.rawValue)
    var kinds: Set<UrgentKind> = []
    for code in codes.sorted() {
      if let kind = UrgentKind(rawValue: code) {
        kinds.insert(kind)
      } else {
        value.refuse("\(Spelling.shown(code)) is not known; known: \(Spelling.alternatives(names))")
      }
    }
    return kinds
  }
}
