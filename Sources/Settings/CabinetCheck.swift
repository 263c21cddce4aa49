// What only a cabinet together with `defaults` can tell: settings that are right one by one and contradict each other.
// A problem stands at the cabinet's own key if it has one, else at the cabinet, because the defaults may be right for others.
import ShippingCore

struct CabinetCheck {
  /// With the defaults worked in.
  let shared: SharedSettings
  /// What the cabinet itself says.
  let own: SharedSettings
  let section: Section
  let fetchesLabels: Bool

  func run() {
    let given = shared.sides.count { $0?.value != nil }
    if given != 0, given != shared.sides.count {
      section.refuse("parcel", "length-mm, width-mm and height-mm belong together: give all three or none")
    }
    if let allowed = shared.allowedPaymentTypes?.value {
      for code in (shared.codPaymentTypes ?? []).subtracting(allowed).sorted() {
        section.refuse("payments", "\(Spelling.shown(code)) is in “cod” but not in “allowed”")
      }
    }
    checkCustomFields()
    checkQuote()
    checkLabels()
    var notices = NoticePolicy()
    shared.notices.apply(to: &notices)
    if let storage = notices.storage, storage >= notices.storageTerm {
      section.refuse(
        "notices",
        "“storage” must be shorter than “storage-term”, which is \(DurationText.text(notices.storageTerm))")
    }
  }

  private func checkCustomFields() {
    guard let collision = CardReader.collision(shared.card.customFields) else { return }
    let fields = collision.fields.map { "“\($0)”" }.joined(separator: " and ")
    section.refuse(
      "custom-fields",
      "\(fields) would both be the custom field \(Spelling.shown(collision.code)); give one another")
  }

  private func checkQuote() {
    let card = shared.card
    guard card.quotePlace == .field else {
      if own.card.quoteField != nil {
        section.refuse("quote", "“field” is for “write-to: field”; write that, or leave it out")
      }
      return
    }
    guard let code = card.quoteField else {
      section.refuse("quote", "“write-to: field” needs “field”, the code of a custom field of the order")
      return
    }
    let names = card.mode == .plain ? CardReader.fieldNames : CardField.ofNativeCards.map(\.rawValue)
    if let field = names.first(where: { card.customFields.code(named: $0) == code }) {
      section.refuse("quote", "the custom field \(Spelling.shown(code)) is “\(field)” already; name another")
    }
  }

  private func checkLabels() {
    guard !fetchesLabels else { return }
    let reason = "no label is fetched (“labels.fetch: false”)"
    if shared.card.attachesLabel == true { section.refuse("label", "nothing to attach: \(reason)") }
    if shared.card.printCommand?.value != nil { section.refuse("label", "nothing to print: \(reason)") }
    if shared.card.printLock == .label {
      section.refuse("print-lock", "“label” would never come about: \(reason)")
    }
  }
}

extension CustomFieldCodes {
  /// The code of a field by its raw value; nil when there is no such field.
  func code(named name: String) -> String? {
    CardField(rawValue: name).map { code($0) } ?? DeliveryField(rawValue: name).map { code($0) }
  }
}
