// Questions for the sake of a notice. They go to calls that a contract may lack, so even a refusal that speaks of the
// account concerns the one question: the cabinet is not parked for it, other calls would tell.
import ShippingCore

extension Engine {
  func readPayout(of shipment: Shipment, carrier: any Carrier) async -> Outcome<StepValue> {
    await carrier.payout(of: shipment.barcode).map { .payout($0) }.ofOneCall
  }

  /// The post only says that the price is another one; which, the shipment says itself.
  func readPriceChange(of shipment: Shipment, carrier: any Carrier) async -> Outcome<StepValue> {
    let answer = await carrier.isPriceChanged(of: shipment.barcode)
    guard case .done(true) = answer else { return answer.map { _ in .priceChange(nil) }.ofOneCall }
    let outcome = await carrier.shipment(barcode: shipment.barcode)
    guard case .done(let receipt) = outcome else { return outcome.map { _ in .priceChange(nil) }.ofOneCall }
    guard let price = receipt?.deliveryPrice else {
      return .refused(
        Failure(
          .transient, code: "price-missing", message: "the price was changed, and the shipment shows none",
          path: "deliveryPrice"))
    }
    return .done(.priceChange(price))
  }
}

extension Outcome {
  fileprivate var ofOneCall: Outcome<Value> {
    func one(_ failure: Failure) -> Failure {
      var failure = failure
      failure.scope = .call
      return failure
    }
    switch self {
    case .done: return self
    case .refused(let failure): return .refused(one(failure))
    case .unsent(let failure): return .unsent(one(failure))
    case .unknown(let failure): return .unknown(one(failure))
    }
  }
}
