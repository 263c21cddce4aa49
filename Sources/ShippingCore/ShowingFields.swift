// The card's custom fields: all of it in plain mode, and what the CRM has no other place for when tracking calls turned
// out not to reach the card. Only fields that differ are written, in one edit.
//
// What a newcomer gets wrong: the CRM may hold a value otherwise than it was sent (a number as text, a long text cut).
// Comparing letter by letter would write such a field for ever.

extension Showing {
  /// Fields whose value is not what it should be, by code; an empty text clears.
  func missingFields(on order: Order) -> [String: FieldValue] {
    fields(on: order).filter { code, wanted in isMissing(wanted, in: code, held: order.customFields[code]) }
  }

  /// `code`: a custom field's, or `noticePath`.
  func isMissing(_ wanted: FieldValue, in code: String, held: FieldValue?) -> Bool {
    !lackedFields.contains(code) && !held.shows(wanted)
      && heldOtherwise[code] != HeldValue(wanted, held: held)
  }

  private func fields(on order: Order) -> [String: FieldValue] {
    var fields = leftovers(on: order)
    guard isByFields else { return fields }
    if setsLockFlag { fields[codes.code(CardField.doNotSync)] = .flag(true) }
    fields[codes.code(CardField.status)] = .text(statusText)
    fields[codes.code(CardField.error)] = .text(error)
    fields[codes.code(CardField.notice)] = .text(notice)
    let numberCode = codes.code(CardField.trackNumber)
    if mode == .plain || way == .customField {
      if !trackNumber.isEmpty {
        fields[numberCode] = .text(trackNumber)
      } else if holdsRetired(order.customFields[numberCode]) {
        fields[numberCode] = .text("")
      }
    }
    if mode == .plain {
      let costCode = codes.code(CardField.cost)
      if let cost, let amount = Double(cost.hryvnias) {
        fields[costCode] = .number(amount)
      } else if trackNumber.isEmpty {
        fields[costCode] = .text("")
      }
    }
    return fields
  }

  /// The parcel's state in words, with day and office: `У відділенні, 24.11.2026, КИЇВ 1, 01001`.
  public var statusText: String {
    guard let state else { return "" }
    let parts = [state.name(in: language), stateDay.map(spelled), place]
    return parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// `2026-11-24` as people write it here.
  private func spelled(_ day: String) -> String {
    let parts = day.split(separator: "-")
    guard language != .en, parts.count == 3 else { return day }
    return parts.reversed().joined(separator: ".")
  }

  /// What an earlier cabinet of this order left in custom fields that this one does not use. The withdrawn TTN in the
  /// number's place proves that it was us, and so does a text in a field that is configured for nothing else.
  private func leftovers(on order: Order) -> [String: FieldValue] {
    let unused = foreignCodes + (isByFields || foreignCodes.contains(codes) ? [] : [codes])
    var fields: [String: FieldValue] = [:]
    for codes in unused where holdsRetired(order.customFields[codes.code(CardField.trackNumber)]) {
      for field in [CardField.trackNumber, .status, .error, .notice, .cost] {
        fields[codes.code(field)] = .text("")
      }
    }
    for codes in foreignCodes where order.bearsTexts(in: codes) {
      for field in CardField.texts { fields[codes.code(field)] = .text("") }
    }
    return fields
  }

  private func holdsRetired(_ value: FieldValue?) -> Bool {
    value?.text.flatMap { Barcode($0) }.map(retired.contains) ?? false
  }
}

/// What the CRM made of a value: escaped it, cut it, refused it. As long as both stay the same there is nothing to write.
public struct HeldValue: Hashable, Sendable {
  public var wanted: String?
  public var held: String?

  public init(_ wanted: FieldValue, held: FieldValue?) {
    self.wanted = wanted.text
    self.held = held?.text
  }
}

extension FieldValue? {
  /// Whether this is how a CRM holds `wanted`.
  public func shows(_ wanted: FieldValue) -> Bool {
    if case .flag(let flag) = wanted { return self?.flag == flag }
    let (held, wanted) = (tidied(self?.text) ?? "", tidied(wanted.text) ?? "")
    // A number that was cleared may read back as 0.
    if held == wanted || (wanted.isEmpty && self == .number(0)) { return true }
    if let number = Double(held), let other = Double(wanted) { return abs(number - other) < 0.005 }
    return held.utf16.count >= FieldValue.cutAt && wanted.hasPrefix(held)
  }
}

extension FieldValue {
  /// A text this long that agrees as far as it goes was cut by the CRM.
  fileprivate static let cutAt = 200

  /// The beginning of a text that is too long for a `string` field (255 characters where the CRM says so); nil of what is
  /// not too long.
  public var beginning: FieldValue? {
    guard case .text(let text) = self, text.utf16.count > FieldValue.longest else { return nil }
    var kept = ""
    for character in text {
      guard kept.utf16.count + character.utf16.count <= FieldValue.longest else { break }
      kept.append(character)
    }
    return .text(kept)
  }

  private static let longest = 250
}
