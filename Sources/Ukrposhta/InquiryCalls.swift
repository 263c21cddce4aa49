// Two questions whose answers no document shows whole: what became of the collected money, and whether the office
// charged another price. Only what was clearly said counts; every other answer is odd, and the question is asked again
// another day.
import Foundation
import HTTPTransport
public import ShippingCore

extension UkrposhtaCarrier {
  public func payout(of barcode: Barcode) async -> Outcome<PayoutState?> {
    let call = Call(
      .get, "transfers/shipment-postpays/{barcode}/with-recipient", [barcode.text], effect: .read)
    let outcome = await exchange.send(call, reading: OneOrMany<WireTransfer>.self) {
      (answer) throws(OddAnswer) -> PayoutState? in
      // No transfer, or several: which of them is the last is not known.
      if answer.isList, answer.elements.isEmpty { return nil }
      guard let word = answer.only?.lastStatus else {
        throw OddAnswer(path: "lastStatus", message: "not one transfer with its last status")
      }
      return PayoutState(word: word)
    }
    return outcome.isNotFound ? .done(nil) : outcome
  }

  public func isPriceChanged(of barcode: Barcode) async -> Outcome<Bool> {
    let call = Call(
      .get, "shipments/barcode/{s}/isPriceChangedInPostOffice", [barcode.text], effect: .read)
    return await exchange.send(call, reading: WireVerdict.self) { (answer) throws(OddAnswer) in
      guard let flag = answer.flag else { throw OddAnswer(message: "neither true nor false") }
      return flag
    }
  }
}

extension PayoutState {
  /// `lastStatus`: OP = paid out, DO and OD = ready (ukrposhta-api.md section 5).
  init(word: String) {
    switch word.uppercased() {
    case "OP": self = .paidOut
    case "DO", "OD": self = .ready
    default: self = .other
    }
  }
}

struct WireTransfer: Decodable {
  let lastStatus: String?

  private enum Key: CodingKey { case lastStatus }

  init(from decoder: any Decoder) throws {
    lastStatus = try decoder.container(keyedBy: Key.self).looseText(.lastStatus)
  }
}

/// A bare `true` or `false`, also as text, or an object whose only flag it is.
struct WireVerdict: Decodable {
  let flag: Bool?

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: AnyKey.self) {
      let flags = container.allKeys.compactMap { try? container.decode(Bool.self, forKey: $0) }
      flag = flags.count == 1 ? flags.first : nil
      return
    }
    let container = try decoder.singleValueContainer()
    if let bare = try? container.decode(Bool.self) {
      flag = bare
    } else if let text = try? container.decode(String.self) {
      flag = ["true": true, "false": false][text.lowercased()]
    } else {
      flag = nil
    }
  }
}
