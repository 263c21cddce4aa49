// What is masked of other people's words, and what an operator still reads.
import ShippingCore
import Testing

@Suite struct DiscretionTests {
  @Test(arguments: [
    ("UPE01002: Phone +380 (67) 123-45-67 is not valid", "UPE01002: Phone … is not valid"),
    ("recipient 'Іваненко Іван Іванович' is too long", "recipient …' is too long"),
    ("Client Petrenko Ivan not found", "… … … not found"),
    ("Отримувач Шевченко не знайдений", "… … не знайдений"),
    ("Shipment 0500100031143 is not in status CREATED", "Shipment 0500100031143 is not in status CREATED"),
    ("Postcode 61001 is not served. Choose another", "Postcode 61001 is not served. Choose another"),
    ("done", "done"), ("", ""),
  ])
  func namesAndPhonesAreMasked(_ words: String, _ shown: String) {
    let masked = Discretion.masked(words)
    #expect(masked.replacing("… … …'", with: "…'") == shown, "\(masked)")
  }

  @Test func problemsMaskTheCarriersWordsAlone() {
    let refused = Problem(.carrierRefused, details: "UPE01002: Phone +380671234567 is wrong")
    #expect(!refused.masked.text(in: .uk).contains("380671234567"))
    #expect(refused.masked.text(in: .uk).contains("UPE01002"))
    let missing = Problem(.postcodeMissing, field: "delivery.address.index")
    #expect(missing.masked == missing)
  }
}
