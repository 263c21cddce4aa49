// The sentence that a shop manager reads in the order: what is wrong and where to mend it. The sentences
// themselves are in the files beside this one, three languages side by side, so that a translation cannot
// be forgotten; the switch below is without `default`, so that a new code cannot be.

/// One sentence in every language, with `{field}` and `{details}` in it. A part in square brackets is left
/// out when something in it has no value.
struct Wording {
  var uk: String
  var ru: String
  var en: String

  func template(in language: Language) -> String {
    switch language {
    case .uk: return uk
    case .ru: return ru
    case .en: return en
    }
  }

  func text(in language: Language, field: String?, details: String?) -> String {
    var result = ""
    var rest = template(in: language)[...]
    func fill(_ part: Substring, _ gap: String?) -> String? {
      var isWhole = true
      let text = filled(String(part)) { name in
        let value = name == "field" ? field : name == "details" ? details : nil
        if value == nil { isWhole = false }
        return value ?? gap
      }
      return isWhole || gap != nil ? text : nil
    }
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
      result += fill(rest[..<open], "–") ?? ""
      result += fill(rest[rest.index(after: open)..<close], nil) ?? ""
      rest = rest[rest.index(after: close)...]
    }
    return result + (fill(rest, "–") ?? "")
  }
}

extension Problem {
  /// What is wrong and where to mend it, in a sentence or two. The carrier's own words come whole. `codes` are those of
  /// the order's cabinet, for what is to be mended in a custom field.
  public func text(in language: Language, codes: CustomFieldCodes? = nil) -> String {
    if code == .changedAfterShipment { return changedText(in: language) }
    let label = field.map { ProblemTexts.label(ofField: $0, in: language, codes: codes) }
    var details = details
    if code == .fieldValueUnknown {
      details = details.map { DeliveryField.labels(ofValues: $0, in: language) }
    }
    return code.wording.text(in: language, field: label, details: details)
  }
}

public enum ProblemTexts {
  /// UTF-16 units of `combined`: what fits a comment or a custom field of the CRM.
  public static let combinedLimit = 1000
  /// Room kept for saying how many more there are.
  private static let tailRoom = 30

  /// All problems in one text, numbered when there are several; those that find no room are counted at the
  /// end.
  public static func combined(
    _ problems: [Problem], in language: Language, codes: CustomFieldCodes? = nil
  ) -> String {
    var texts: [String] = []
    for text in problems.map({ $0.text(in: language, codes: codes) }) where !texts.contains(text) {
      texts.append(text)
    }
    guard texts.count > 1 else {
      return texts.first.map { cut($0, limit: combinedLimit) } ?? ""
    }
    var result = ""
    for (index, text) in texts.enumerated() {
      let line = (index == 0 ? "" : " ") + "\(index + 1)) \(text)"
      let isLast = index == texts.count - 1
      let limit = combinedLimit - (isLast ? 0 : tailRoom)
      if result.utf16.count + line.utf16.count > limit {
        if index == 0 {
          result = cut(line, limit: limit)
          continue
        }
        return result + tail(texts.count - index, in: language)
      }
      result += line
    }
    return result
  }

  private static func cut(_ text: String, limit: Int) -> String {
    if text.utf16.count <= limit { return text }
    return ShippingCore.cut(text, characters: limit - 1, units: limit - 1) + "…"
  }

  private static func tail(_ count: Int, in language: Language) -> String {
    switch language {
    case .uk: return " … і ще: \(count)"
    case .ru: return " … и ещё: \(count)"
    case .en: return " … and \(count) more"
    }
  }
}

extension ProblemCode {
  var wording: Wording {
    switch self {
    case .postcodeMissing: return .postcodeMissing
    case .postcodeInvalid: return .postcodeInvalid
    case .cityMissing: return .cityMissing
    case .streetMissing: return .streetMissing
    case .buildingMissing: return .buildingMissing
    case .addressTooLong: return .addressTooLong
    case .nameMissing: return .nameMissing
    case .nameTooShort: return .nameTooShort
    case .nameTooLong: return .nameTooLong
    case .nameHasDigits: return .nameHasDigits
    case .patronymicMissing: return .patronymicMissing
    case .phoneMissing: return .phoneMissing
    case .phoneInvalid: return .phoneInvalid
    case .pickUpAddressMissing: return .pickUpAddressMissing
    case .pickUpElsewhere: return .pickUpElsewhere
    case .weightMissing: return .weightMissing
    case .packageWeightMissing: return .packageWeightMissing
    case .weightTooLarge: return .weightTooLarge
    case .orderTooHeavy: return .orderTooHeavy
    case .sidesMissing: return .sidesMissing
    case .sidesNotCargo: return .sidesNotCargo
    case .tooManyParcels: return .tooManyParcels
    case .companyNameMissing: return .companyNameMissing
    case .companyCodeMissing: return .companyCodeMissing
    case .edrpouInvalid: return .edrpouInvalid
    case .taxNumberInvalid: return .taxNumberInvalid
    case .contragentTypeMissing: return .contragentTypeMissing
    case .corporateFromIndividual: return .corporateFromIndividual
    case .codAmountMissing: return .codAmountMissing
    case .codMoreThanDue: return .codMoreThanDue
    case .codToCompany: return .codToCompany
    case .codTooLarge: return .codTooLarge
    case .codWithoutIBAN: return .codWithoutIBAN
    case .codWithDocument: return .codWithDocument
    case .declaredTooLargeForDocument: return .declaredTooLargeForDocument
    case .declaredValueMissing: return .declaredValueMissing
    case .paymentTypeNotAllowed: return .paymentTypeNotAllowed
    case .storeUnknown: return .storeUnknown
    case .fieldValueUnknown: return .fieldValueUnknown
    case .countryForeign: return .countryForeign
    case .currencyForeign: return .currencyForeign
    case .siteUnknown: return .siteUnknown
    case .carrierRefused: return .carrierRefused
    case .tooLateToWithdraw: return .tooLateToWithdraw
    case .typedTTNStays: return .typedTTNStays
    case .trackNumberInvalid: return .trackNumberInvalid
    case .trackNumberTaken: return .trackNumberTaken
    case .cabinetUnknown: return .cabinetUnknown
    case .orderUnreadable: return .orderUnreadable
    case .changedAfterShipment: return .changedAfterShipment
    case .printedAlready: return .printedAlready
    }
  }
}
