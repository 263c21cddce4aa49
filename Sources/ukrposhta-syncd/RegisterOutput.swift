// How `register` shows its report: aligned lines on a terminal, one JSON document for programs. The table
// is the operator's; what a person has to do in the CRM stands below it in the shop's language, whole.
import Foundation
import RetailCRM
import ShippingCore

struct RegisterOutput {
  let report: RegistrationReport
  let language: Language
  let isApplied: Bool

  typealias Cabinet = RegistrationReport.Cabinet
  typealias Difference = RegistrationReport.Difference

  // MARK: Text

  /// A column is not made wider than this for the sake of a long line.
  private static let widestColumn = 60

  var text: String {
    ([version] + report.cabinets.flatMap(lines) + [""] + summary).joined(separator: "\n")
  }

  /// What is left to do, and by whom.
  private var summary: [String] {
    let differences = report.cabinets.flatMap(\.differences)
    let ours = differences.count { $0.mender == .register }
    let persons = differences.count { $0.mender == .person }
    var lines: [String] = []
    if ours > 0 {
      lines.append(
        isApplied
          ? "The CRM did not take \(ours) of these; see above."
          : "\(ours) differences. `ukrposhta-syncd register --apply` writes them into the CRM.")
    }
    if persons > 0 { lines.append("\(persons) left for a person to do in the CRM, marked with !.") }
    return lines.isEmpty ? ["The CRM is as the configuration wants it."] : lines
  }

  private var version: String { "CRM \(report.crmVersion ?? "of unknown version")" }

  private func lines(_ cabinet: Cabinet) -> [String] {
    let module = cabinet.moduleCode.map { ", module \($0)" } ?? ""
    let head = "\(cabinet.id): \(cabinet.mode.rawValue)\(module), delivery type \(cabinet.deliveryType)"
    guard !cabinet.differences.isEmpty else {
      return ["", head, isApplied ? "  as configured, read back from the CRM" : "  no difference"]
    }
    let ours = cabinet.differences.filter { $0.mender == .register }
    let persons = cabinet.differences.filter { $0.mender == .person }
    return ["", head] + table(ours) + persons.flatMap(advice)
  }

  private func table(_ differences: [Difference]) -> [String] {
    let rows = differences.map { difference in
      [short(difference.place), difference.crm ?? "–", difference.wanted ?? "–"]
    }
    if rows.isEmpty { return [] }
    let all = [["", "in the CRM", isApplied ? "not applied" : "to be applied"]] + rows
    let widths = (0..<2).map { column in
      min(Self.widestColumn, all.map { $0[column].count }.max() ?? 0)
    }
    return all.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.count))
      }
      return "  " + (cells + row.dropFirst(2)).joined(separator: "  ")
    }
  }

  /// The part of a path that every line would have in common says nothing.
  private func short(_ place: String) -> String {
    place.replacing("integrations.delivery.", with: "")
  }

  private func advice(_ difference: Difference) -> [String] {
    let change = difference.wanted.map { " (\(difference.crm ?? "–") → \($0))" } ?? ""
    let words = [difference.advice?.text(in: language), difference.refusal.map { "CRM: \($0)" }]
    let lines = words.compactMap { $0 }.flatMap { $0.split(separator: "\n").map(String.init) }
    return ["  ! \(short(difference.place))\(change)"] + lines.map { "    \($0)" }
  }

  // MARK: JSON

  private struct Document: Encodable {
    struct Cabinet: Encodable {
      var cabinet: String
      var mode: String
      var module: String?
      var deliveryType: String
      var differences: [Difference]
    }

    struct Difference: Encodable {
      var mender: String
      var place: String
      var crm: String?
      var wanted: String?
      var code: String?
      var advice: String?
      var refusal: String?
    }

    var crmVersion: String?
    var applied: Bool
    var inSync: Bool
    var cabinets: [Cabinet]
  }

  func json() throws -> String {
    let document = Document(
      crmVersion: report.crmVersion, applied: isApplied, inSync: report.isInSync,
      cabinets: report.cabinets.map { cabinet in
        Document.Cabinet(
          cabinet: cabinet.id.rawValue, mode: cabinet.mode.rawValue, module: cabinet.moduleCode,
          deliveryType: cabinet.deliveryType,
          differences: cabinet.differences.map { difference in
            Document.Difference(
              mender: difference.mender.rawValue, place: difference.place, crm: difference.crm,
              wanted: difference.wanted, code: difference.advice?.code,
              advice: difference.advice?.text(in: language), refusal: difference.refusal)
          })
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}
