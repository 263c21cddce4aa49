// Addresses and clients: what is refused, with which code, and that the external id is no key.
import Testing

@testable import Sandbox

@Suite struct UkrposhtaClientTests {
  let bench = PostBench()

  @Test(
    arguments: [
      .integer(79013), "7901", "790131", "79O13", "", .null,
    ] as [JSONValue])
  func postcodeIsFiveDigitsOfText(_ postcode: JSONValue) {
    let answer = bench.send("POST", "addresses", ["postcode": postcode])
    #expect(answer.status == 400)
    #expect(answer.code == "UPE01002")
  }

  @Test func unknownPostcodeIsNotFoundByItsOwnCode() {
    #expect(bench.send("POST", "addresses", ["postcode": "00000"]).code == "UPE02002")
  }

  @Test func barePostcodeFillsRegionAndCityAndKeepsItsZero() throws {
    let answer = bench.send("POST", "addresses", ["postcode": "07401"])
    #expect(answer.json["postcode"] == "07401")
    #expect(answer.json["city"] == "Бровари")
    #expect(answer.json["region"] == "Київська")
    let again = bench.send("POST", "addresses", ["postcode": "07401"])
    #expect(again.json["id"] != answer.json["id"])
    #expect(
      bench.send("POST", "addresses", ["postcode": "07401", "foreignStreetHouseApartment": "x"]).code
        == "UPE01002")
  }

  @Test func missingTypeMeansCompany() throws {
    let address = JSONValue.integer(try bench.address())
    let body = PostBench.individual.without("type").with("addressId", address)
    let answer = bench.send("POST", "clients", body)
    #expect(answer.status == 400)
    #expect(answer.code == "UPE01001")
    #expect(answer.json["message"]?.text?.contains("edrpou") == true)
  }

  @Test(arguments: [
    ("firstName", JSONValue.null, "UPE01001"), ("lastName", "Я", "UPE01002"),
    ("phoneNumber", "123", "UPE01002"),
    ("phoneNumber", "380671234567", "UPE01002"), ("addressId", "1", "UPE01002"), ("addressId", 1, "UPE02000"),
    ("addressId", .null, "UPE01001"), ("bankAccount", "UA073808050000000026000439807", "UPE01002"),
    ("externalId", 12, "UPE01002"), ("email", "nobody", "UPE01002"),
  ])
  func individualIsChecked(_ member: String, _ value: JSONValue, _ code: String) throws {
    let whole = PostBench.individual.with("addressId", .integer(try bench.address()))
    #expect(bench.send("POST", "clients", whole).status == 200)
    #expect(bench.send("POST", "clients", whole.with(member, value)).code == code)
  }

  @Test(arguments: [
    ("edrpou", "40145722" as JSONValue, "UPE01002"), ("edrpou", 40_145_721, "UPE01002"),
    ("edrpou", .null, "UPE01001"), ("name", "Т", "UPE01002"), ("name", "ТОВ 1234567", "UPE01002"),
    ("name", "ТОВ МФО 300", "UPE01002"),
  ])
  func companyIsChecked(_ member: String, _ value: JSONValue, _ code: String) throws {
    let whole = PostBench.company.with("addressId", .integer(try bench.address()))
    #expect(bench.send("POST", "clients", whole).status == 200)
    #expect(bench.send("POST", "clients", whole.with(member, value)).code == code)
  }

  @Test func taxNumberOfAnEntrepreneurHasACheckDigit() throws {
    let body: JSONValue = [
      "type": "PRIVATE_ENTREPRENEUR", "name": "ФОП Зразковий", "firstName": "Тестій", "lastName": "Зразковий",
      "addressId": .integer(try bench.address()),
    ]
    #expect(bench.send("POST", "clients", body.with("tin", "1234567899")).status == 200)
    #expect(bench.send("POST", "clients", body.with("tin", "1234567890")).code == "UPE01002")
    #expect(bench.send("POST", "clients", body).code == "UPE01001")
  }

  @Test func phoneIsEchoedWithItsCountry() throws {
    let uuid = try bench.client(PostBench.individual.with("phoneNumber", "0671234567"))
    #expect(bench.send("GET", "clients/\(uuid)").json["phoneNumber"] == "+380671234567")
    let query = [(name: "countryISO3166", value: "UA"), (name: "phoneNumber", value: "0671234567")]
    #expect(bench.send("GET", "clients/phone", query: query).json.elements?.count == 1)
  }

  @Test func repeatedPostMakesASecondClientOfTheSameExternalID() throws {
    let body = PostBench.individual.with("externalId", "shop-1")
    let first = try bench.client(body)
    let second = try bench.client(body)
    #expect(first != second)
    #expect(bench.post.audit.clientCount == 2)
    #expect(bench.send("GET", "clients/external-id/shop-1").json["uuid"]?.text == first)
    bench.post.habits.externalIDListEvery = 1
    let list = bench.send("GET", "clients/external-id/shop-1").json.elements
    #expect(list?.compactMap { $0["uuid"]?.text } == [first, second])
    let none = bench.send("GET", "clients/external-id/shop-2")
    #expect(none.status == 404)
    #expect(none.code == "UPE02000")
  }

  @Test func addressesGrowByPutAndTheMainOneStays() throws {
    let uuid = try bench.client()
    let before = bench.send("GET", "clients/\(uuid)").json["addressId"]
    let added = try bench.address(["postcode": "01001"])
    let grown = bench.send("PUT", "clients/\(uuid)", ["addressId": .integer(added)]).json
    #expect(grown["addresses"]?.elements?.count == 2)
    #expect(grown["addressId"] == before)
    let main: JSONValue = ["addresses": [["addressId": .integer(added), "main": true]]]
    #expect(bench.send("PUT", "clients/\(uuid)", main).json["addressId"]?.int == added)
    #expect(bench.send("PUT", "clients/\(uuid)", ["type": "COMPANY"]).code == "UPE01002")
  }
}
