// The custom fields of plain mode, of native cards that tracking calls do not reach, and of a price that goes to a field
// (retailcrm-api.md section 12). A choice is a dictionary, so that a manager picks it from a list; its elements have our
// values in small letters, as codes are. Where a shop has made such a field a line of text already, that does as well: a
// type cannot be changed.
//
// What a newcomer gets wrong: a field may be the shop's own, named in `custom-fields.codes`. It only has to be there, of a
// type that does; what it is called and where it stands is given to a new one, and is the shop's afterwards.
import Foundation
import ShippingCore

struct FieldWish: Hashable, Sendable {
  /// What the field is for, as the configuration calls it: two with one code are a clash.
  var name: String
  var code: String
  /// The type it is made with, and those that do as well.
  var type: String
  var types: Set<String>
  /// What a new one is made with.
  var document: Tree
  /// Elements of the dictionary of a choice.
  var choices: [Choice] = []

  struct Choice: Hashable, Sendable {
    var code: String
    var name: String
  }

  static let text = "text"
  static let line = "string"
  static let number = "numeric"
  static let yesOrNo = "boolean"
  static let dictionary = "dictionary"

  /// `byFields`: the native cabinet's cards are written by custom fields, tracking calls do not reach them.
  static func all(of cabinet: CabinetPolicy, byFields: Bool, in language: Language) -> [FieldWish] {
    var wishes: [FieldWish] = []
    if cabinet.mode == .plain {
      for field in CardField.allCases { wishes.append(card(field, cabinet, language, wishes.count)) }
      for field in DeliveryField.allCases { wishes.append(delivery(field, cabinet, language, wishes.count)) }
    } else if byFields {
      for field in CardField.ofNativeCards { wishes.append(card(field, cabinet, language, wishes.count)) }
    }
    if case .field(let code) = cabinet.quote {
      let document = made(
        number, name: RegistrationNames.quote(in: language), isEditable: false, position: wishes.count)
      wishes.append(
        FieldWish(
          name: "quote", code: code, type: number, types: [number, line, "integer"], document: document))
    }
    return wishes
  }

  private static func card(
    _ field: CardField, _ cabinet: CabinetPolicy, _ language: Language, _ position: Int
  ) -> FieldWish {
    let type: String
    var types: Set<String> = []
    switch field {
    case .doNotSync: type = yesOrNo
    case .cost: type = number
    case .error, .notice: (type, types) = (text, [line])
    case .trackNumber, .status: (type, types) = (line, [text])
    }
    // A TTN can be typed in by hand, to be taken over; the rest only we know.
    let isEditable = field == .doNotSync || field == .trackNumber
    return FieldWish(
      name: field.rawValue, code: cabinet.customFields.code(field), type: type, types: types.union([type]),
      document: made(type, name: field.label(in: language), isEditable: isEditable, position: position))
  }

  private static func delivery(
    _ field: DeliveryField, _ cabinet: CabinetPolicy, _ language: Language, _ position: Int
  ) -> FieldWish {
    let type: String
    var types: Set<String> = []
    var choices: [Choice] = []
    switch field.kind {
    case .text: (type, types) = (line, [text])
    case .checkbox: type = yesOrNo
    case .choice(let values):
      (type, types) = (dictionary, [line, text])
      choices = values.map { Choice(code: $0.lowercased(), name: field.choiceLabel($0, in: language)) }
    }
    return FieldWish(
      name: field.rawValue, code: cabinet.customFields.code(field), type: type, types: types.union([type]),
      document: made(type, name: field.label(in: language), isEditable: true, position: position),
      choices: choices)
  }

  private static func made(_ type: String, name: String, isEditable: Bool, position: Int) -> Tree {
    [
      "name": .text(name), "type": .text(type), "displayArea": "delivery",
      "viewMode": .text(isEditable ? "editable" : "not_editable"),
      "ordering": .number(Decimal(10 * (position + 1))), "required": false, "inFilter": true, "inList": true,
    ]
  }

  /// The dictionary of the choices, as it should be, given how it is: an element that is there keeps its name.
  func dictionary(current: Tree) -> TreeWish {
    let known = Set((current["elements"].elements ?? []).compactMap { $0["code"].plain })
    let elements = choices.map { choice -> Tree in
      known.contains(choice.code)
        ? ["code": .text(choice.code)] : ["code": .text(choice.code), "name": .text(choice.name)]
    }
    return TreeWish(managed: ["elements": .list(elements)], initial: ["name": document["name"]])
  }

  /// What the CRM shows of a dictionary but does not take back.
  static let readOnly = ["code"]
}
