// Wish against survey: the differences of each cabinet, and the writes that end those which can be written.
// Pure, so that what would be written can be shown without writing it.
import Foundation
import ShippingCore

struct RegistrationComparison {
  let wish: RegistrationWish
  let survey: RegistrationSurvey
  let crmURL: String

  typealias Difference = RegistrationReport.Difference

  var report: RegistrationReport {
    RegistrationReport(
      crmVersion: survey.version,
      cabinets: wish.cabinets.map { cabinet in
        let parts = parts(of: cabinet)
        let lacking = Set(parts.flatMap(\.writes).map(\.scope)).filter { survey.lacks($0) }.sorted()
        return RegistrationReport.Cabinet(
          id: cabinet.id, mode: cabinet.mode,
          moduleCode: cabinet.mode == .native ? cabinet.moduleCode : nil, deliveryType: cabinet.deliveryType,
          differences: parts.flatMap(\.differences)
            + RegistrationChecks(cabinet: cabinet, wish: wish, survey: survey).findings
            + lacking.map(RegistrationChecks.right))
      })
  }

  /// Each once, although cabinets share custom fields; without those that the key may not do.
  var writes: [RegistrationWrite] {
    var known: Set<RegistrationWrite.Target> = []
    return wish.cabinets.flatMap { parts(of: $0).flatMap(\.writes) }.filter { write in
      !survey.lacks(write.scope) && known.insert(write.target).inserted
    }
  }

  /// What is to be said of one thing, and done about it.
  private struct Part {
    var differences: [Difference]
    var writes: [RegistrationWrite] = []
  }

  private func parts(of cabinet: CabinetPolicy) -> [Part] {
    (cabinet.mode == .native ? module(cabinet).map { [$0] } ?? [] : []) + fields(cabinet)
  }

  // MARK: The module

  /// nil when the module cannot be read.
  private func module(_ cabinet: CabinetPolicy) -> Part? {
    let code = cabinet.moduleCode
    guard let current = survey.modules[code] else { return nil }
    let place = "module.\(code)"
    if let family = cabinet.module.family, !code.hasPrefix(family) {
      return Part(differences: [.advice(.moduleFamily(module: code, family: family), at: place)])
    }
    if let advice = wish.advice(against: ModuleOwner(current), of: cabinet) {
      return Part(differences: [.advice(advice, at: place)])
    }
    let document = ModuleWish(
      cabinet: cabinet, language: wish.language, crmURL: crmURL, paymentTypes: survey.books?.paymentTypes,
      stores: survey.books?.stores, activePaymentTypes: survey.books?.activePaymentTypes
    ).document(current: current)
    var part = Part(differences: [])
    if current.saysNothing {
      part.differences.append(Difference(mender: .register, place: place, crm: nil, wanted: code))
    }
    part.differences += document.differences(from: current).map { Difference($0) }
    if !part.differences.isEmpty {
      let merged = document.merged(into: current).without(ModuleWish.readOnly)
      part.writes = [RegistrationWrite(cabinet: cabinet.id, target: .module(code), document: merged)]
    }
    if current["freeze"] == .flag(true) {
      part.differences.append(.advice(.moduleFrozen(code), at: place))
    }
    return part
  }

  // MARK: Custom fields

  private func fields(_ cabinet: CabinetPolicy) -> [Part] {
    guard let known = survey.fields else { return [] }
    var owners: [String: String] = [:]
    return wish.fields(of: cabinet).flatMap { field -> [Part] in
      let place = "custom-field.\(field.code)"
      guard owners.updateValue(field.name, forKey: field.code) == nil else {
        return [Part(differences: [.advice(.fieldClash(field.code), at: place)])]
      }
      guard let current = known[field.code] else { return newField(field, cabinet.id) }
      let type = current["type"].plain ?? ""
      guard field.types.contains(type) else {
        let advice = RegistrationAdvice.fieldType(code: field.code, crm: type, wanted: field.type)
        return [Part(differences: [.advice(advice, at: place)])]
      }
      guard type == FieldWish.dictionary else { return [] }
      return dictionary(current["dictionary"].plain ?? field.code, of: field, cabinet.id)
    }
  }

  private func newField(_ field: FieldWish, _ cabinet: CabinetID) -> [Part] {
    var document = field.document
    document["code"] = .text(field.code)
    let choices = field.choices.isEmpty ? [] : dictionary(field.code, of: field, cabinet)
    if !field.choices.isEmpty { document["dictionary"] = .text(field.code) }
    let difference = Difference(
      mender: .register, place: "custom-field.\(field.code)", crm: nil, wanted: document["name"].plain)
    let write = RegistrationWrite(cabinet: cabinet, target: .newField(field.code), document: document)
    return choices + [Part(differences: [difference], writes: [write])]
  }

  /// The dictionary has to be there before the field that points at it.
  private func dictionary(_ code: String, of field: FieldWish, _ cabinet: CabinetID) -> [Part] {
    guard let known = survey.dictionaries, !field.choices.isEmpty else { return [] }
    let place = "dictionary.\(code)"
    let wish = field.dictionary(current: known[code] ?? [:])
    guard let current = known[code] else {
      var document = wish.merged(into: [:])
      document["code"] = .text(code)
      let difference = Difference(
        mender: .register, place: place, crm: nil,
        wanted: field.choices.map(\.code).joined(separator: ", "))
      let write = RegistrationWrite(
        cabinet: cabinet, target: .newDictionary(code), document: ordered(document))
      return [Part(differences: [difference], writes: [write])]
    }
    let differences = wish.differences(from: current).map { Difference($0, of: place) }
    if differences.isEmpty { return [] }
    let merged = ordered(wish.merged(into: current).without(FieldWish.readOnly))
    let write = RegistrationWrite(cabinet: cabinet, target: .dictionary(code), document: merged)
    return [Part(differences: differences, writes: [write])]
  }

  /// Elements without a place in the list get one, in the order we name them.
  private func ordered(_ dictionary: Tree) -> Tree {
    var dictionary = dictionary
    let elements = (dictionary["elements"].elements ?? []).enumerated().map { offset, element in
      var element = element
      if element["ordering"].plain == nil { element["ordering"] = .number(.init(10 * (offset + 1))) }
      return element
    }
    dictionary["elements"] = .list(elements)
    return dictionary
  }
}

extension RegistrationWish {
  /// What speaks against writing a cabinet's module; nil when it is ours, nobody's, or to be taken over.
  func advice(against owner: ModuleOwner, of cabinet: CabinetPolicy) -> RegistrationAdvice? {
    let code = cabinet.moduleCode
    switch owner {
    case .nobody, .ours: return nil
    case .vendor: return .moduleForeign(code)
    case .caller(let host):
      return takenOver.contains(code) ? nil : .moduleOfCaller(cabinet: cabinet.id, module: code, host: host)
    case .stranger:
      return takenOver.contains(code) ? nil : .moduleOfStranger(cabinet: cabinet.id, module: code)
    }
  }
}
