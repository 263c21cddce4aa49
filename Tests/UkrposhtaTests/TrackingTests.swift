// Tracking answers in each of their shapes, and the local times in them: every barcode asked for must come
// out exactly once as found, not found or odd, whatever the answer looks like.
import HTTPTransport
import ShippingCore
import SyncEngine
import Testing
import Ukrposhta

@Suite struct TrackingTests {
  private let first = "0500100031143"
  private let second = "0500100031135"

  private func event(_ code: String, _ date: String, barcode: String? = nil, step: Int = 1) -> String {
    let whose = barcode.map { #""barcode":"\#($0)","# } ?? ""
    return
      #"{\#(whose)"step":\#(step),"date":"\#(date)","event":\#(code),"eventReason_id":2,"index":"01001","#
      + #""name":"КИЇВ 1","eventName":"Вручено","eventReason":null}"#
  }

  private func track(_ body: String, _ asked: [String]) async throws -> Outcome<TrackingAnswer> {
    await Sample.carrier(answering: .json(body)).lastStatuses(try asked.map { try Sample.barcode($0) })
  }

  @Test func everyShapeOfFound() async throws {
    let old = event("10100", "2026-03-04T09:20:30", barcode: first, step: 20)
    let new = event(#""41 000""#, "2026-03-04T10:20:30", barcode: first, step: 3)
    // 10:20:30 of Kyiv's winter is 08:20:30 of UTC.
    let expected = TrackingEvent(
      code: 41_000, reason: 2, step: 3, date: Instant(milliseconds: 1_772_612_430_000), index: "01001",
      office: "КИЇВ 1", name: "Вручено")
    let bodies = [
      #"{"found":{"\#(first)":[\#(new),\#(old)]},"notFound":["\#(second)"]}"#,
      #"{"found":{"\#(first)":[\#(old),\#(new)]},"notFound":[500100031135]}"#,
      #"{"found":{"500100031143":\#(new)},"notFound":"\#(second)"}"#,
      #"{"found":[\#(old),\#(new)],"notFound":["\#(second)"]}"#,
      #"{"found":{"\#(first)":\#(new),"\#(second)":[]},"notFound":null}"#,
      #"{"found":{"\#(first)":\#(new),"0500000000001":\#(old)},"#
        + #""notFound":["\#(first)","\#(second)","x",null]}"#,
    ]
    for body in bodies {
      let answer = try await track(body, [first, second]).value
      let wanted = TrackingAnswer(
        found: [try Sample.barcode(first): expected], notFound: [try Sample.barcode(second)])
      #expect(answer == wanted, "\(body)")
    }
    let flat = try await track("[\(old),\(new)]", [first]).value
    #expect(flat?.found == [try Sample.barcode(first): expected])
  }

  /// A history is in order of time, whatever the order of `step` and of the answer, and repeats nothing.
  @Test func aWholeHistoryInOrderOfTime() async throws {
    let events = [
      event("20800", "2026-03-04T11:00:00", barcode: first, step: 2),
      event("10100", "2026-03-04T09:00:00", barcode: first, step: 3),
      event("20700", "2026-03-04T10:00:00", barcode: first, step: 4),
      event("10100", "2026-03-04T09:00:00", barcode: first, step: 3),
    ]
    for body in [
      #"{"found":{"\#(first)":[\#(events.joined(separator: ","))]},"notFound":["\#(second)"]}"#,
      #"{"found":[\#(events.joined(separator: ","))],"notFound":["\#(second)"]}"#,
    ] {
      let carrier = Sample.carrier(answering: .json(body))
      let asked = [try Sample.barcode(first), try Sample.barcode(second)]
      let answer = try #require(await carrier.statuses(asked).value)
      #expect(answer.found[try Sample.barcode(first)]?.map(\.code) == [10100, 20700, 20800])
      #expect(answer.notFound == [try Sample.barcode(second)] && answer.odd.isEmpty)
    }
  }

  @Test func oddEventsAreReportedPerBarcode() async throws {
    let good = event("10100", "2026-03-04T09:20:30")
    let bad: [(String, String)] = [
      (#"{"event":10100}"#, "date"), (event("10100", "yesterday"), "date"),
      (event("null", "2026-03-04T09:20:30"), "event"), (event(#""x""#, "2026-03-04T09:20:30"), "event"),
      (event("-1", "2026-03-04T09:20:30"), "event"), ("null", "event"), ("7", "event"),
    ]
    for (event, member) in bad {
      let body = #"{"found":{"\#(first)":[\#(event)],"\#(second)":[\#(good)]},"notFound":[]}"#
      let answer = try #require(try await track(body, [first, second]).value)
      #expect(answer.found.keys.map(\.text) == [second])
      #expect(answer.odd.count == 1)
      let failure = try #require(answer.odd[try Sample.barcode(first)])
      #expect(failure.code == "odd-event")
      #expect(failure.path == "found.\(first)[0].\(member)")
    }
    // One of two events is odd: the other one counts, and the odd one is told all the same.
    let both = #"{"found":{"\#(first)":[{"event":1},\#(good)]},"notFound":[]}"#
    let answer = try #require(try await track(both, [first]).value)
    #expect(answer.found[try Sample.barcode(first)]?.code == 10_100)
    #expect(answer.odd[try Sample.barcode(first)]?.path == "found.\(first)[0].date")
  }

  @Test func whatIsNotAnsweredIsOdd() async throws {
    let answer = try #require(
      try await track(#"{"found":{},"notFound":["\#(first)"]}"#, [first, second]).value)
    #expect(answer.notFound == [try Sample.barcode(first)])
    #expect(answer.odd[try Sample.barcode(second)]?.code == "not-answered")
    for body in ["{}", #"{"found":7,"notFound":[]}"#, "null", "5", #"{"message":"x"}"#] {
      #expect(try await track(body, [first]).ending.kind == .refused, "\(body)")
    }
  }

  @Test func withoutBearerNothingIsAsked() async throws {
    let transport = RecordingTransport([.success(.json("{}"))])
    let secrets = UkrposhtaSecrets(ecomBearer: "a", trackingBearer: nil, token: "b")
    let outcome = await Sample.carrier(transport, secrets: secrets).lastStatuses([try Sample.barcode()])
    #expect(outcome.ending.kind == .refused)
    #expect(outcome.failure?.kind == .terminal)
    #expect(outcome.failure?.code == "tracking-bearer-missing")
    let probe = await Sample.carrier(transport, secrets: secrets).checkTrackingBearer()
    #expect(probe.failure?.code == "tracking-bearer-missing")
    #expect(transport.requests.isEmpty)
  }

  @Test func batchesAreBounded() async throws {
    let transport = RecordingTransport([.success(.json(#"{"found":{},"notFound":[]}"#))])
    let carrier = Sample.carrier(transport)
    let many = try (0..<101).map { try Sample.barcode(String(5_000_000_000_000 + $0)) }
    #expect(await carrier.lastStatuses(many).failure?.code == "too-many-barcodes")
    #expect(await carrier.lastStatuses([]).value == TrackingAnswer(found: [:], notFound: []))
    #expect(transport.requests.isEmpty)
    #expect(await carrier.lastStatuses(Array(many.dropLast())).value?.odd.count == 100)
  }

  @Test(.enabled(if: Fixtures.areThere, "the shared fixtures are not there"))
  func fixtures() async throws {
    let recorded = try await track(
      String(decoding: Fixtures.bytes("tracking-with-not-found-response"), as: UTF8.self), [first, second]
    ).value
    let known = try Sample.barcode(first)
    #expect(recorded?.found[known]?.code == 41_000)
    #expect(recorded?.found[known]?.name == "Відправлення вручено")
    #expect(recorded?.notFound == [try Sample.barcode(second)])
    #expect(recorded?.odd == [:])

    // The recorded history has step 3 before step 2; its last event by date is 20:24 of Kyiv's summer.
    let history = String(decoding: try Fixtures.bytes("tracking-statuses-history"), as: UTF8.self)
    let newest = try await track(#"{"found":\#(history),"notFound":[]}"#, [first]).value?.found[known]
    #expect(newest?.code == 41_000)
    #expect(newest?.date == Instant(milliseconds: 1_501_349_040_000))

    let last = String(decoding: try Fixtures.bytes("tracking-last-delivered"), as: UTF8.self)
    let delivered = try await track(#"{"found":{"\#(first)":\#(last)},"notFound":[]}"#, [first]).value
    #expect(delivered?.found[known]?.reason == 2)

    for (name, path) in [("tracking-statuses-short", "[0].date"), ("tracking-inside-last", ".date")] {
      let dateless = String(decoding: try Fixtures.bytes(name), as: UTF8.self)
      let answer = try await track(#"{"found":{"0500000000001":\#(dateless)}}"#, ["0500000000001"]).value
      #expect(answer?.odd[try Sample.barcode("0500000000001")]?.path == "found.0500000000001" + path)
    }
    let unknown = HTTPResponse(status: 404, body: try Fixtures.bytes("error-404-upe02000"))
    #expect(await Sample.carrier(answering: unknown).lastStatuses([known]).value?.notFound == [known])
  }
}

@Suite struct PostZoneTests {
  @Test(
    arguments: [
      ("2026-03-04T10:20:30", 1_772_612_430), ("2026-07-04T10:20:30", 1_783_149_630),
      ("2026-03-04 10:20:30", 1_772_612_430), ("2026-03-04T10:20", 1_772_612_400),
      ("2026-03-04T10:20:30.987", 1_772_612_430), ("2026-03-04T10:20:30Z", 1_772_619_630),
      ("2026-03-04T10:20:30.5+03:00", 1_772_608_830), ("2026-03-04T10:20:30-0130", 1_772_625_030),
      // 25 October 2026, 03:30 comes twice: the first one is meant.
      ("2026-10-25T03:30:00", 1_792_888_200), ("2026-10-25T02:59:59", 1_792_886_399),
      ("2026-10-25T04:00:00", 1_792_893_600),
      // 29 March 2026, 03:30 does not exist: read with the offset before the jump.
      ("2026-03-29T03:30:00", 1_774_747_800), ("2026-03-29T02:59:59", 1_774_745_999),
      ("2026-03-29T04:00:00", 1_774_746_000),
    ] as [(String, Int64)])
  func reads(text: String, seconds: Int64) {
    #expect(PostZone.kyiv.instant(text) == Instant(milliseconds: seconds * 1_000))
  }

  @Test(arguments: [
    "", "T", "2026-03-04", "2026-03-04T", "2026-02-31T10:20:30", "2026-13-01T10:20:30", "2026-03-04T25:00:00",
    "2026-03-04T10:20:60", "2026-3-4T10:20:30", "26-03-04T10:20:30", "2026-03-04T10:20:30+",
    "2026-03-04T10:20:30X",
    "2026-03-04T10:20:30+99:00", "2026-03-04T10:20:30+-1:00", "-026-03-04T10:20:30", "٢٠٢٦-03-04T10:20:30",
    "2026-03-04T10:20:30 Europe/Kyiv and then something very long", "0000-00-00T00:00:00",
    "2026-03-04T1020:30",
  ])
  func doesNotRead(text: String) {
    #expect(PostZone.kyiv.instant(text) == nil)
  }

  @Test func everyQuarterOfAnHourOfSomeYears() throws {
    // No trap, and never more than the one hour of a jump away from a neighbour.
    var previous: Instant?
    for year in [1970, 1991, 2026, 9998] {
      previous = nil
      for month in 1...12 {
        for day in 1...28 {
          for hour in 0..<24 {
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            let text = "\(year)-\(two(month))-\(two(day))T\(two(hour)):15:00"
            let instant = try #require(PostZone.kyiv.instant(text))
            if let previous, !(day == 1 && hour == 0) {
              #expect((Duration.zero...Duration.seconds(7_200)).contains(instant.since(previous)))
            }
            previous = instant
          }
        }
      }
    }
  }

  @Test func otherZones() throws {
    #expect(PostZone(name: "Nowhere/Town") == nil)
    let utc = try #require(PostZone(name: "UTC"))
    #expect(utc.instant("2026-03-04T10:20:30") == Instant(milliseconds: 1_772_619_630_000))
  }
}
