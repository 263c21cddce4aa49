// Texts that look like numbers, units that look like each other: what the value types take, and what they
// refuse.

import Foundation
import ShippingCore
import Testing

@Suite struct BarcodeTests {
  @Test func itIsThirteenDigitsOfText() {
    #expect(Barcode("0500100031143")?.text == "0500100031143")
    #expect(Barcode("500100031143")?.text == "0500100031143")
    #expect(Barcode(" 05001 0003 1143\n")?.text == "0500100031143")
    for wrong in [
      "", "05001000311430", "50010003114", "050010003114x", "０５００１０００３１１４３", "RB123456785UA",
      "050010003114\u{0663}",
    ] {
      #expect(Barcode(wrong) == nil, "\(wrong)")
    }
  }

  @Test(arguments: ["0500100031143", "0500100031135", "0500113014256", "0500113894965", "5551400000659"])
  func recordedBarcodesFitTheCheckDigit(_ text: String) throws {
    #expect(try #require(Barcode(text)).hasExpectedCheckDigit)
    #expect(
      try #require(Barcode(text.dropLast() + (text.hasSuffix("0") ? "1" : "0"))).hasExpectedCheckDigit
        == false)
  }

  /// Every barcode in the recorded payloads is taken; those made up by their authors need not fit the check
  /// digit.
  @Test(.enabled(if: SharedFiles.has("fixtures/ukrposhta/INDEX.md")))
  func everyRecordedBarcodeIsTaken() throws {
    let folder = SharedFiles.url("fixtures/ukrposhta")
    var seen = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where file.hasSuffix(".json") {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for match in text.matches(of: /"barcode"\s*:\s*"(\d+)"/) {
        #expect(Barcode(match.1)?.text == String(match.1), "\(file)")
        seen += 1
      }
    }
    #expect(seen > 10)
  }
}

@Suite struct PostalTests {
  @Test func aPostcodeKeepsItsZero() {
    #expect(Postcode("01001")?.text == "01001")
    #expect(Postcode(" 65 000 ")?.text == "65000")
    for wrong in ["", "1001", "010010", "0100a", "-1001", "٠١٠٠١"] {
      #expect(Postcode(wrong) == nil, "\(wrong)")
    }
  }

  @Test(arguments: [
    "+380671234567", "380671234567", "80671234567", "0671234567", "00380671234567", "+38 (067) 123-45-67",
    "(067)1234567", "067.123.45.67", "38\u{2011}067\u{2013}123\u{00A0}45 67", "\u{202A}+380671234567\u{202C}",
    " + 38 067 123 45 67 ",
  ])
  func theUsualSpellingsOfAPhone(_ text: String) {
    #expect(Phone(text)?.text == "+380671234567")
  }

  @Test(arguments: [
    "", "671234567", "+0671234567", "+80671234567", "+48221234567", "38067123456", "3806712345678",
    "0001234567",
    "067123456a", "067+1234567", "++380671234567", "0671234567, 0501234567", "٠٦٧١٢٣٤٥٦٧", "067/1234567",
    "80271234567890", "067123456\u{301}7x",
  ])
  func whatIsNoUkrainianPhone(_ text: String) {
    #expect(Phone(text) == nil)
  }
}

@Suite struct LegalCodeTests {
  @Test(arguments: ["21560045", "14360570", "31316718", " 3131 6718 "])
  func soundEDRPOU(_ text: String) {
    #expect(EDRPOU(text) != nil)
  }

  @Test func anyWrongDigitOfAnEDRPOUIsSeen() {
    for code in ["21560045", "31316718"] { expectEveryLastDigitChecked(code) { EDRPOU($0) != nil } }
    #expect(EDRPOU("2156004") == nil && EDRPOU("215600450") == nil && EDRPOU("2156004х") == nil)
  }

  @Test func aCheckOfTenIsComputedAgain() {
    // 1·1 + 2·4 + 7·… : numbers whose first sum leaves 10, one on each side of the limits.
    let second = (0..<100).compactMap { number -> String? in
      let body = "00000" + (number < 10 ? "0" : "") + "\(number)"
      let figures = body.utf8.map { Int($0) - 48 }
      let sum = zip(figures, 1...7).reduce(0) { $0 + $1.0 * $1.1 } % 11
      guard sum == 10 else { return nil }
      let again = zip(figures, 3...9).reduce(0) { $0 + $1.0 * $1.1 } % 11
      return body + "\(again == 10 ? 0 : again)"
    }
    #expect(second.count > 3)
    for code in second { #expect(EDRPOU(code) != nil, "\(code)") }
  }

  @Test func taxNumbers() {
    #expect(TaxNumber("1759013776")?.text == "1759013776")
    expectEveryLastDigitChecked("1759013776") { TaxNumber($0) != nil }
    #expect(TaxNumber("175901377") == nil && TaxNumber("17590137760") == nil && TaxNumber("") == nil)
  }

  @Test func ibans() {
    let sample = "UA073808050000000026000439806"
    #expect(IBAN(sample)?.text == sample)
    #expect(IBAN("ua07 3808 0500 0000 0026 0004 3980 6")?.text == sample)
    expectEveryLastDigitChecked(sample) { IBAN($0) != nil }
    #expect(IBAN(sample.dropLast()) == nil && IBAN("PL" + sample.dropFirst(2)) == nil)
    #expect(IBAN("UА" + sample.dropFirst(2)) == nil, "a Cyrillic А")
  }

  /// Of the ten last digits exactly the one that is there fits.
  private func expectEveryLastDigitChecked(_ code: String, fits: (String) -> Bool) {
    let fitting = (0...9).map { code.dropLast() + "\($0)" }.filter { fits(String($0)) }
    #expect(fitting.map { String($0) } == [code])
  }

  @Test func checkedTextsAreCheckedWhenReadBack() throws {
    let decoder = JSONDecoder()
    #expect(try decoder.decode([Postcode].self, from: Data(#"["01001"]"#.utf8)).first?.text == "01001")
    #expect(throws: DecodingError.self) { try decoder.decode([Postcode].self, from: Data(#"["1001"]"#.utf8)) }
    #expect(throws: DecodingError.self) { try decoder.decode([Barcode].self, from: Data("[1]".utf8)) }
    let barcode = try #require(Barcode("0500100031143"))
    #expect(String(decoding: try JSONEncoder().encode([barcode]), as: UTF8.self) == #"["0500100031143"]"#)
  }
}

@Suite struct MeasureTests {
  @Test func hryvniasAreWrittenWithoutNeedlessDigits() {
    let written = [0, 5, 50, 5000, 4990, 4995, -125, Int64.min].map { Kopiykas($0).hryvnias }
    #expect(written == ["0", "0.05", "0.5", "50", "49.9", "49.95", "-1.25", "-92233720368547758.08"])
  }

  @Test func hryvniasAreReadExactly() {
    for (text, amount) in [
      ("50", 5000), ("50.5", 5050), ("50.50", 5050), ("-1.25", -125), ("0.005", 1), ("0.0049", 0),
      ("-0.005", -1),
      ("1.999", 200), ("999999999999999", 99_999_999_999_999_900), ("0", 0), ("-0", 0),
    ] as [(String, Int64)] {
      #expect(Kopiykas(hryvnias: text)?.amount == amount, "\(text)")
    }
    for wrong in ["", "-", ".5", "5.", "1e3", "1,5", "+1", "1.2.3", "NaN", "1 000", "9999999999999999", "١"] {
      #expect(Kopiykas(hryvnias: wrong) == nil, "\(wrong)")
    }
  }

  @Test func moneySaturates() {
    #expect(Kopiykas(.max) + Kopiykas(1) == Kopiykas(.max))
    #expect(Kopiykas(.min) + Kopiykas(-1) == Kopiykas(.min))
  }

  @Test func millimetresAreRoundedUp() {
    let sides = Dimensions(lengthMillimetres: 301, widthMillimetres: 300, heightMillimetres: 1).centimetres
    #expect(sides == (31, 30, 1))
    let odd = Dimensions(lengthMillimetres: .max, widthMillimetres: 0, heightMillimetres: .min).centimetres
    #expect(odd.length == Int64.max / 10 + 1 && odd.width == 0 && odd.height < 0)
  }

  @Test func instantsSaturate() {
    let late = Instant(milliseconds: .max)
    let early = Instant(milliseconds: .min)
    #expect(late + .seconds(1) == late && early - .seconds(1) == early)
    #expect(late.since(early).wholeMilliseconds == .max && early.since(late).wholeMilliseconds == .min)
    #expect(Instant(milliseconds: 1500).since(Instant(milliseconds: 500)) == .seconds(1))
    #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
    #expect(Duration.seconds(Int64.min).wholeMilliseconds == .min)
    #expect(Duration.milliseconds(-1500).wholeMilliseconds == -1500)
  }
}

@Suite struct ShipmentKeyTests {
  private static let ours = InstallationTag("0a1b2c3d")

  @Test func itReadsBackWhatItWrote() {
    let key = ShipmentKey(order: OrderID(6722), generation: 2, attempt: 3)
    #expect(key.description == "6722-2-3" && key.deliveryID == "crm-6722-2")
    #expect(key.externalID(of: Self.ours) == "crm-0a1b2c3d-6722-2-3")
    #expect(ShipmentKey(externalID: key.externalID(of: Self.ours), of: Self.ours) == key)
  }

  @Test(arguments: [
    "", "crm", "crm-1-1-1", "crm-0a1b2c3d-1-1", "crm-0a1b2c3d-1-1-1-1", "crm-0a1b2c3d-0-1-1",
    "crm-0a1b2c3d-1-0-1", "crm-0a1b2c3d-1-1-0", "crm-0a1b2c3d--1-1-1", "CRM-0a1b2c3d-1-1-1",
    "crm-0a1b2c3d-1-1-x", "crm-0a1b2c3d-99999999999999999999-1-1", " crm-0a1b2c3d-1-1-1",
  ])
  func itReadsNothingElse(_ text: String) {
    #expect(ShipmentKey(externalID: text, of: Self.ours) == nil)
  }

  @Test(arguments: [
    "crm-0a1b2c3d-+1-1-1", "crm-0a1b2c3d-01-1-1", "crm-0a1b2c3d-1-1-+1", "crm-0a1b2c3e-1-1-1",
    "crm-0A1B2C3D-1-1-1", "crm--1-1-1",
  ])
  func aStrangersSpellingIsNotOurs(_ text: String) {
    #expect(ShipmentKey(externalID: text, of: Self.ours) == nil)
  }

  @Test func everyAccountHasATagOfItsOwn() {
    let tags = ["https://a.retailcrm.ru", "https://b.retailcrm.ru", "https://a.simla.com"].map {
      InstallationTag(crmURL: $0)
    }
    #expect(Set(tags).count == 3)
    #expect(tags.allSatisfy { $0.rawValue.count == 8 && !$0.rawValue.contains("-") })
  }
}
