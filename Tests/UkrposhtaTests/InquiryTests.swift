// Answers to the two questions behind notices: only what was clearly said is an answer.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite struct InquiryTests {
  @Test(
    arguments: [
      (#"{"lastStatus":"OP"}"#, .paidOut), (#"{"lastStatus":"op","sum":1}"#, .paidOut),
      (#"{"lastStatus":"DO"}"#, .ready), (#"{"lastStatus":"OD"}"#, .ready),
      (#"[{"lastStatus":"OD"}]"#, .ready),
      (#"{"lastStatus":"ZZ"}"#, .other), (#"{"lastStatus":7}"#, .other), ("[]", nil),
    ] as [(String, PayoutState?)])
  func aPayout(_ body: String, _ expected: PayoutState?) async throws {
    let outcome = try await Sample.carrier(answering: .json(body)).payout(of: Sample.barcode())
    guard case .done(let state) = outcome else {
      Issue.record("\(body): \(outcome.ending)")
      return
    }
    #expect(state == expected)
  }

  @Test(arguments: [
    #"{}"#, #"{"lastStatus":null}"#, #"[{"lastStatus":"OP"},{"lastStatus":"DO"}]"#, "7", "<html>", "",
  ])
  func noPayout(_ body: String) async throws {
    let outcome = try await Sample.carrier(answering: .json(body)).payout(of: Sample.barcode())
    #expect(outcome.failure?.kind == .transient, "\(body)")
  }

  @Test(
    arguments: [
      ("true", true), ("false", false), (#""true""#, true), (#""FALSE""#, false),
      (#"{"priceChanged":true}"#, true),
      (#"{"barcode":"0500113014256","isPriceChanged":false}"#, false),
    ])
  func aPriceChange(_ body: String, _ expected: Bool) async throws {
    let outcome = try await Sample.carrier(answering: .json(body)).isPriceChanged(of: Sample.barcode())
    guard case .done(let flag) = outcome else {
      Issue.record("\(body): \(outcome.ending)")
      return
    }
    #expect(flag == expected)
  }

  @Test(arguments: ["{}", "[]", "[true]", "1", "null", #""так""#, #"{"a":true,"b":false}"#, "<html>", ""])
  func noPriceChange(_ body: String) async throws {
    let outcome = try await Sample.carrier(answering: .json(body)).isPriceChanged(of: Sample.barcode())
    #expect(outcome.failure?.kind == .transient, "\(body)")
  }

  @Test func whatTheServiceDoesNotKnow() async throws {
    let missing = #"{"code":"UPE02000","message":"Transfer not found"}"#
    #expect(
      try await Sample.carrier(answering: .json(missing, status: 404)).payout(of: Sample.barcode()).ending
        .kind == .done)
    let page = try await Sample.carrier(answering: .html(404)).payout(of: Sample.barcode())
    #expect(page.failure?.kind == .transient)
    let price = try await Sample.carrier(answering: .json(missing, status: 404)).isPriceChanged(
      of: Sample.barcode())
    #expect(price.failure?.kind == .terminal)
  }
}
