// Tracking: unknown until handed in, all-unknown is a 404, `step` lies about time, and returns look like
// deliveries.
import Testing

@testable import Sandbox

@Suite struct UkrposhtaTrackingTests {
  let bench = PostBench()
  let base = "/status-tracking/0.0.1/"

  @Test func createdShipmentsAreUnknownAndAllUnknownIs404() throws {
    let draft = try bench.shipment().barcode
    for path in ["statuses/with-not-found", "statuses/last/with-not-found", "statuses", "statuses/last"] {
      let answer = bench.send("POST", base + path, [.string(draft), "0500100031135"])
      #expect(answer.status == 404)
      #expect(answer.code == "UPE02000")
    }
    #expect(bench.send("GET", base + "statuses", query: [(name: "barcode", value: draft)]).code == "UPE02000")
    let moved = try bench.shipment().barcode
    try bench.post.accept(barcode: moved, at: bench.now)
    let mixed = bench.send("POST", base + "statuses/last/with-not-found", [.string(draft), .string(moved)])
      .json
    #expect(mixed["notFound"] == [.string(draft)])
    #expect(mixed["found"]?[moved]?.elements?.first?["event"] == 10100)
  }

  @Test func batchesHaveTheirLimits() throws {
    let barcode = try bench.shipment().barcode
    try bench.post.accept(barcode: barcode, at: bench.now)
    for (path, limit) in [("statuses/with-not-found", 50), ("statuses/last/with-not-found", 100)] {
      let full = JSONValue.array(Array(repeating: .string(barcode), count: limit))
      #expect(bench.send("POST", base + path, full).status == 200)
      let over = JSONValue.array(Array(repeating: .string(barcode), count: limit + 1))
      #expect(bench.send("POST", base + path, over).status == 400)
    }
    #expect(bench.send("POST", base + "statuses", [.string(barcode), "abc"]).status == 400)
    #expect(bench.send("POST", base + "statuses/with-not-found", [.string(barcode), "abc"]).status == 200)
  }

  @Test func historyIsInOrderOfTimeAndStepIsNot() throws {
    let barcode = try bench.shipment().barcode
    try bench.post.schedule(.delivered, barcode: barcode, from: bench.now)
    bench.post.advanceJourneys(now: bench.now + 100 * 3_600_000)
    let events = try #require(
      bench.send("GET", base + "statuses", query: [(name: "barcode", value: barcode)]).json.elements)
    let dates = events.compactMap { $0["date"]?.text }
    #expect(dates == dates.sorted())
    let steps = events.compactMap { $0["step"]?.int }
    #expect(steps.count == events.count && steps != steps.sorted())
    #expect(events.map { $0["event"]?.int } == [10100, 20700, 20800, 20700, 21500, 21700, 41000])
    let last = bench.send("GET", base + "statuses/last", query: [(name: "barcode", value: barcode)]).json
    #expect(last["event"] == 41000)
    #expect(last["eventReason_id"] == 2)
    bench.post.habits.historyByStep = true
    let byStep = bench.send("GET", base + "statuses", query: [(name: "barcode", value: barcode)]).json
    #expect(byStep.elements?.first?["event"] == 20700)
  }

  @Test func returnEndsWith41000AndReason10() throws {
    let (uuid, barcode) = try bench.shipment()
    try bench.post.schedule(.returned, barcode: barcode, from: bench.now)
    bench.post.advanceJourneys(now: bench.now + 337 * 3_600_000)
    #expect(bench.send("GET", "shipments/\(uuid)/lifecycle").json["status"] == "RETURNING")
    bench.post.advanceJourneys(now: bench.now + 361 * 3_600_000)
    #expect(bench.send("GET", "shipments/\(uuid)/lifecycle").json["status"] == "RETURNING")
    bench.post.advanceJourneys(now: bench.now + 400 * 3_600_000)
    let last = bench.send("GET", base + "statuses/last", query: [(name: "barcode", value: barcode)]).json
    #expect(last["event"] == 41000)
    #expect(last["eventReason_id"] == 10)
    #expect(bench.send("GET", "shipments/\(uuid)/lifecycle").json["status"] == "RETURNED")
  }

  @Test(arguments: [
    (PostJourney.delivered, PostLifecycle.delivered), (.returned, .returned),
    (.failedThenDelivered, .delivered),
    (.stored, .storage), (.cancelledAtCounter, .canceled),
  ])
  func journeyEndsWhereItShould(_ journey: PostJourney, _ end: PostLifecycle) throws {
    let barcode = try bench.shipment().barcode
    try bench.post.schedule(journey, barcode: barcode, from: bench.now)
    bench.post.advanceJourneys(now: bench.now + 1000 * 3_600_000)
    #expect(bench.post.audit.shipments.first?.lifecycle == end)
    #expect(bench.post.nextJourneyStep == nil)
  }

  @Test func impossibleGesturesThrow() throws {
    let (uuid, barcode) = try bench.shipment()
    #expect(throws: PostGestureError.self) {
      try bench.post.event(barcode: barcode, code: 41000, reason: 2, at: bench.now)
    }
    #expect(throws: PostGestureError.self) { try bench.post.accept(barcode: "0500100031143", at: bench.now) }
    try bench.post.accept(barcode: barcode, at: bench.now)
    #expect(throws: PostGestureError.self) { try bench.post.accept(barcode: barcode, at: bench.now) }
    try bench.post.event(barcode: barcode, code: 41000, reason: 2, at: bench.now)
    #expect(throws: PostGestureError.self) {
      try bench.post.event(barcode: barcode, code: 21700, at: bench.now)
    }
    try bench.post.event(barcode: barcode, code: 41000, reason: 10, at: bench.now + 1)
    #expect(bench.send("GET", "shipments/\(uuid)/lifecycle").json["status"] == "RETURNED")
    let gone = try bench.shipment()
    #expect(bench.send("DELETE", "shipments/\(gone.uuid)").status == 200)
    #expect(throws: PostGestureError.self) { try bench.post.accept(barcode: gone.barcode, at: bench.now) }
  }

  @Test func eventThatArrivesLateDoesNotTurnTheLifecycleBack() throws {
    let (uuid, barcode) = try bench.shipment()
    try bench.post.accept(barcode: barcode, at: bench.now)
    try bench.post.event(barcode: barcode, code: 21700, at: bench.now + 2000)
    try bench.post.event(barcode: barcode, code: 20700, at: bench.now + 1000)
    #expect(bench.send("GET", "shipments/\(uuid)/lifecycle").json["status"] == "IN_DEPARTMENT")
    let last = bench.send("GET", base + "statuses/last", query: [(name: "barcode", value: barcode)]).json
    #expect(last["event"] == 21700)
  }

  @Test func shapesOfFoundAndEventAsText() throws {
    let barcode = try bench.shipment().barcode
    try bench.post.accept(barcode: barcode, at: bench.now)
    func found() -> JSONValue? {
      bench.send("POST", base + "statuses/last/with-not-found", [.string(barcode)]).json["found"]
    }
    bench.post.habits.foundShape = .object
    #expect(found()?[barcode]?["event"] == 10100)
    bench.post.habits.foundShape = .flat
    #expect(found()?.elements?.first?["barcode"]?.text == barcode)
    bench.post.habits.eventAsText = true
    #expect(found()?.elements?.first?["event"] == "10100")
    let english = bench.send(
      "GET", base + "statuses/last", query: [(name: "barcode", value: barcode), (name: "lang", value: "en")])
    #expect(english.json["eventName"] == "Acceptance")
  }

  @Test func timesAreKyivs() {
    #expect(PostTime.local(1_772_611_200_000) == "2026-03-04T10:00:00")
    // The two changes of 2026: 29 March and 25 October, both at 01:00 UTC.
    #expect(PostTime.local(1_774_745_999_000) == "2026-03-29T02:59:59")
    #expect(PostTime.local(1_774_746_000_000) == "2026-03-29T04:00:00")
    #expect(PostTime.local(1_792_889_999_000) == "2026-10-25T03:59:59")
    #expect(PostTime.local(1_792_890_000_000) == "2026-10-25T03:00:00")
    #expect(PostTime.local(0) == "1970-01-01T02:00:00")
  }
}
