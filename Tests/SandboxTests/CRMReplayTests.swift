// Two services with one seed live the same life byte for byte, and what carries that: the writer, the reader, the zone,
// the generator of orders, and the gestures by name.
import Foundation
import Testing

@testable import Sandbox

@Suite struct CRMReplayTests {
  /// Every answer of a life with random orders, gestures and calls.
  private func life(seed: UInt64) -> [UInt8] {
    var client = CRMTestClient(
      {
        $0.lateVisibilityChance = 0.2
        $0.createdAtJitterChance = 0.2
        $0.historyGapChance = 0.2
      }, seed: seed)
    let load = CRMLoad(deliveryTypes: ["post-1", "post-2"])
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    func call(_ path: String, _ query: [(name: String, value: String)]) {
      let request = SandboxRequest(
        method: "GET", path: "/api/v5/\(path)", query: query, headers: ["x-api-key": CRMTestClient.key])
      bytes += client.service.handle(request, now: client.now).body
    }
    for round in 0..<40 {
      let id = client.service.createOrder(load.draft(using: &generator), now: client.now)
      client.service.setLocked(id, round % 3 == 0, now: client.now)
      _ = client.edit(
        id,
        [
          "delivery": [
            "data": ["externalId": .string(generator.uuid()), "extraData": ["b": 1, "a": 2, "c": 3]]
          ]
        ])
      client.now += Int64.random(in: 1...9_000, using: &generator)
      call("orders/history", [("filter[sinceId]", "\(5_000 + round)"), ("limit", "100")])
      call("orders", [("limit", "100")])
    }
    for kind in ["statuses", "delivery-types", "stores"] { call("reference/\(kind)", []) }
    return bytes
  }

  @Test func oneSeedIsOneLife() {
    #expect(life(seed: 11) == life(seed: 11))
    #expect(life(seed: 11) != life(seed: 12))
  }

  @Test func summerTimeEndsInTheAccountsZone() {
    var zone = CRMZone("Europe/Kyiv")
    // 2024-10-27 00:59:59 UTC is 03:59:59 in summer time; a second later it is 03:00:00 again.
    let last: SandboxTime = 1_729_990_799_000
    #expect(CRMZone.text(zone.wall(last)) == "2024-10-27 03:59:59")
    #expect(CRMZone.text(zone.wall(last + 1_000)) == "2024-10-27 03:00:00")
    #expect(CRMZone.text(zone.wall(last)) == "2024-10-27 03:59:59")
    #expect(zone.moment(from: "2024-10-27T01:30:00Z")?.wall == CRMZone.wall(from: "2024-10-27 03:30:00"))
  }

  @Test func wallTimesAreReadAsTheyAreWritten() {
    for day in stride(from: Int64(-1_000), to: 40_000, by: 37) {
      let wall = day * 86_400 + 45_296
      #expect(CRMZone.wall(from: CRMZone.text(wall)) == wall)
    }
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate]
    for day in [0, 59, 60, 11_016, 11_017, 19_782, 19_783, 47_541] {
      let date = formatter.string(from: Date(timeIntervalSince1970: Double(day) * 86_400))
      #expect(CRMZone.dayText(Int64(day) * 86_400) == date)
    }
    for text in ["2024-13-01", "2024-06-10 25:00:00", "2024-06-10T10:00:00", "", "2024/06/10"] {
      #expect(CRMZone.wall(from: text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    #"{"a":[1,-2.5,1e3,true,false,null,"x"],"b":{"c":"\u0456\ud83d\ude00\n\/\\\""},"":[]}"#, " [ ] ", "0",
    #""ї""#,
    "9223372036854775808",
  ])
  func theReaderAgreesWithFoundation(_ text: String) {
    #expect(CRMParser.parse(Array(text.utf8)) == JSONValue(parsing: Array(text.utf8)))
    #expect(CRMParser.parse(Array(text.utf8)) != nil)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":}", "nul", "\"\\x\"", "\"\\ud800\"", "1 2", "{\"a\" 1}", "\"\u{1}\"", "+1", "[1",
    String(repeating: "[", count: 100_000),
  ])
  func theReaderRefusesWhatIsNoJSON(_ text: String) {
    #expect(CRMParser.parse(Array(text.utf8)) == nil)
  }

  @Test func theWriterWritesWhatFoundationReads() {
    var writer = CRMWriter()
    writer.object { writer in
      writer.member("text", "а\"\\\n\u{1}/")
      writer.money("price", 6_017)
      writer.money("whole", -100)
      writer.money("tenth", 110)
      writer.money("small", -5)
      writer.member("weight", 300.5)
      writer.member("left out", String?.none)
      writer.list("list") { writer in
        writer.raw("1")
        writer.object { _ in }
        writer.string("")
      }
    }
    #expect(
      JSONValue(parsing: writer.bytes) == [
        "text": "а\"\\\n\u{1}/", "price": 60.17, "whole": -1, "tenth": 1.1, "small": -0.05, "weight": 300.5,
        "list": [1, [:], ""],
      ])
  }

  @Test func theLoadIsPlausibleAndRepeats() {
    var first = SeededGenerator(seed: 5)
    var second = SeededGenerator(seed: 5)
    let load = CRMLoad(deliveryTypes: ["a", "b"], defectiveShare: 0)
    var corporate = 0
    for _ in 0..<300 {
      let draft = load.draft(using: &first)
      #expect(draft == load.draft(using: &second))
      #expect(draft.address.index?.count == 5)
      #expect(draft.phone?.filter(\.isNumber).suffix(9).count == 9)
      if draft.customer != .individual { corporate += 1 }
    }
    #expect((5...60).contains(corporate))
    #expect(CRMLoad.edrpou(from: 1_432_096) == "14320969" || CRMLoad.edrpou(from: 1_432_096).count == 8)
    var spoiled = load.draft(using: &first)
    load.spoil(&spoiled, .noPostcode)
    #expect(spoiled.address.index == nil)
  }

  @Test func gesturesHaveNamesAndCheckTheirArguments() throws {
    let service = CRMTestClient().service
    func control(_ verb: String, _ arguments: [String: JSONValue] = [:]) throws -> JSONValue {
      try service.control(verb, arguments, now: CRMTestClient.noon)
    }
    let made = try control("create-random", ["deliveryType": "post-1", "seed": 4])
    let id = try #require(made["id"])
    #expect(try control("unlock", ["id": id])["changed"] != nil)
    #expect(try control("status", ["id": id, "status": "assembling"]) == ["changed": true])
    #expect(try control("address", ["id": id, "index": "79000"]) == ["changed": true])
    #expect(try control("weight", ["id": id, "grams": 650.5]) == ["changed": true])
    #expect(try control("list").elements?.first?["status"] == "assembling")
    #expect(try control("show", ["id": id])["delivery"]?["address"]?["index"] == "79000")
    let order: JSONValue = ["firstName": "Олена", "delivery": ["code": "post-2"]]
    #expect(try control("create", ["order": order])["id"]?.int != nil)
    for (verb, arguments, part) in [
      ("fly", [:], "unknown verb"), ("status", ["id": id, "state": "x"], "unknown argument"),
      ("status", ["id": id, "status": "nowhere"], "does not exist"), ("status", ["status": "new"], "id"),
      ("lock", ["id": 1], "no order"), ("weight", ["id": id, "grams": "heavy"], "number"),
      ("create", ["order": ["delivery": ["code": "x"]]], "delivery.code"),
    ] as [(String, [String: JSONValue], String)] {
      let error = #expect(throws: CRMControlError.self) { try control(verb, arguments) }
      #expect(error?.description.contains(part) == true, "\(verb)")
    }
    #expect(try control("delete", ["id": id]) == ["changed": true])
    #expect(throws: CRMControlError.self) { try control("lock", ["id": id]) }
    #expect(CRMService.controlVerbs.count > 20)
  }
}
