// Reads how a cabinet meets the order card: the mode, its custom fields, gestures, labels, the price before the shipment and
// the notices. Read for `defaults` and for a cabinet alike; what only both together can tell is in CabinetReader.swift.
import ShippingCore
import Yams

struct CardReader {
  let section: Section
  let isRehearsal: Bool

  /// Longest code of a custom field, and longest beginning of one.
  static let longestCode = 64
  static let longestPrefix = 32
  /// Names under `custom-fields.codes`.
  static let fieldNames = CardField.allCases.map(\.rawValue) + DeliveryField.allCases.map(\.rawValue)

  func read() -> CardShared {
    var card = CardShared()
    card.mode = section.value("mode")?.choice(["native": LinkMode.native, "plain": .plain])
    readCustomFields(into: &card)
    card.isLockedByDefault = section.value("locked-by-default")?.flag()
    card.onChange = section.value("on-change")?.choice(["update": OnChange.update, "warn": .warn])
    card.printLock = section.value("print-lock")?.choice([
      "manifest": PrintLock.manifest, "label": .label,
    ])
    if let label = section.section("label") {
      card.labelFormat = label.value("size")?.choice([
        "a4": LabelFormat.a4, "a5": .a5, "100x100": .square,
      ])
      card.attachesLabel = label.value("attach")?.flag()
      card.printCommand = label.value("command")?.command()
      label.finish()
    }
    if let quote = section.section("quote") {
      card.quotePlace = quote.value("write-to")?.choice([
        "net-cost": CardShared.QuotePlace.netCost, "cost": .cost, "field": .field, "off": .off,
      ])
      card.quoteField = quote.value("field")?.fieldCode(longest: Self.longestCode)
      quote.finish()
    }
    return card
  }

  private func readCustomFields(into card: inout CardShared) {
    guard let fields = section.section("custom-fields") else { return }
    card.customFieldPrefix = fields.value("prefix")?.fieldCode(longest: Self.longestPrefix)
    var owners: [String: String] = [:]
    for (name, value) in fields.section("codes")?.named() ?? [] {
      guard Self.fieldNames.contains(name) else {
        let meant = Spelling.suggestion(for: name, among: Self.fieldNames)
        let hint =
          meant.map { "did you mean “\($0)”?" } ?? "known: \(Self.fieldNames.joined(separator: ", "))"
        section.report.add(at: value.keyPosition, path: value.path, "no field of the order card; \(hint)")
        continue
      }
      guard let code = value.fieldCode(longest: Self.longestCode) else { continue }
      if let owner = owners[code] {
        value.refuse("“\(owner)” has the code \(Spelling.shown(code)) already; every field needs its own")
      } else {
        owners[code] = name
        card.customFieldCodes[name] = code
      }
    }
    fields.finish()
  }

  func notices() -> NoticesShared {
    var notices = NoticesShared()
    guard let section = section.section("notices") else { return notices }
    func range(_ floor: Duration, days: Int) -> ClosedRange<Duration> {
      (isRehearsal ? .milliseconds(1) : floor) ... .seconds(days * 86_400)
    }
    notices.notHandedOver = section.value("not-handed-over")?.durationOrOff(range(.seconds(3600), days: 60))
    notices.storage = section.value("storage")?.durationOrOff(range(.seconds(3600), days: 30))
    notices.storageTerm = section.value("storage-term")?.duration(range(.seconds(86_400), days: 60))
    notices.payout = section.value("payout")?.durationOrOff(range(.seconds(86_400), days: 60))
    notices.priceChange = section.value("price-change").flatMap { $0.isOff ? false : $0.flag() }
    section.finish()
    return notices
  }

  /// Two fields that would be one custom field of the CRM; nil when there are none.
  static func collision(_ codes: CustomFieldCodes) -> (fields: [String], code: String)? {
    let all =
      CardField.allCases.map { ($0.rawValue, codes.code($0)) }
      + DeliveryField.allCases.map { ($0.rawValue, codes.code($0)) }
    var owners: [String: String] = [:]
    for (name, code) in all {
      if let owner = owners[code] { return ([owner, name], code) }
      owners[code] = name
    }
    return nil
  }
}

extension Value {
  /// The word that switches a setting off, written as it is.
  var isOff: Bool {
    guard case .scalar(let scalar) = node, node.anchor == nil else { return false }
    return scalar.style == .plain && scalar.string == "off"
  }

  func switchable<T>(_ read: (Value) -> T?) -> Switchable<T>? {
    isOff ? .off : read(self).map(Switchable.on)
  }

  func durationOrOff(_ range: ClosedRange<Duration>) -> Switchable<Duration>? {
    switchable { $0.duration(range) }
  }

  /// Address of something that browsers load, path and all.
  func page(_ what: String) -> String? {
    guard let address = text(what) else { return nil }
    let rest = address.dropFirst("https://".count)
    guard address.hasPrefix("https://"), rest.first.map({ $0.isLetter || $0.isNumber }) == true,
      !rest.contains("@"), !rest.contains(where: \.isWhitespace)
    else {
      refuse("expected \(what), without a user name or blanks")
      return nil
    }
    return address
  }

  /// A code of a custom field, or the beginning of one (retailcrm-api.md section 12).
  func fieldCode(longest: Int) -> String? {
    let rule = "small latin letters, digits, underscores and dashes"
    guard let code = text("\(rule)", lengths: 1...longest) else { return nil }
    guard
      code.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_" || $0 == "-") })
    else {
      refuse("\(Spelling.shown(code)) is not a code of a custom field: \(rule) only")
      return nil
    }
    return code
  }
}
