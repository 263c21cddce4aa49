// The small pure parts: percent-encoding, Retry-After and HTTP dates, the backoff curve.

import HTTPTransport
import Testing

@Suite struct WireTextTests {
  @Test(arguments: [
    ("aZ09-._~", "aZ09-._~"), (" +&=?/#%", "%20%2B%26%3D%3F%2F%23%25"),
    ("filter[ids][]", "filter%5Bids%5D%5B%5D"),
    ("Київ", "%D0%9A%D0%B8%D1%97%D0%B2"), ("a\r\nb\u{0}", "a%0D%0Ab%00"), ("", ""),
    ("!*'()", "%21%2A%27%28%29"),
  ])
  func encoding(_ text: String, _ encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
  }

  @Test func queriesAndForms() {
    #expect(PercentEncoding.query([]) == "")
    #expect(
      PercentEncoding.query([("limit", "100"), ("filter[ids][]", "1 2")])
        == "limit=100&filter%5Bids%5D%5B%5D=1%202")
    #expect(
      FormEncoding.encode([("by", "id"), ("order", #"{"a":"б"}"#)])
        == "by=id&order=%7B%22a%22%3A%22%D0%B1%22%7D")
  }

  @Test(
    arguments: [
      ("0", 0), ("7", 7), (" 120 ", 120), ("1.5", 2), ("300", 300), ("301", 300),
      ("99999999999999999999", 300),
      ("120, 60", 120), ("-5", nil), ("", nil), ("soon", nil), ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
      ("Sun, 06 Nov 1994 08:49:00 GMT", 0), ("Sun, 06 Nov 2094 08:49:37 GMT", 300),
    ] as [(String, Int64?)])
  func retryAfter(_ header: String, _ seconds: Int64?) {
    #expect(RetryAfter.parse(header, now: 784_111_777) == seconds.map { .seconds($0) })
  }

  @Test func aDateNeedsANow() {
    #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:47 GMT", now: nil) == nil)
    #expect(RetryAfter.parse("5", now: nil) == .seconds(5))
  }

  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200), ("Fri, 31 Dec 2027 23:59:59 GMT", 1_830_297_599),
      ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800), ("Thu, 29 Feb 2023 00:00:00 GMT", nil),
      ("Sun, 06 Nov 1994 24:00:00 GMT", nil), ("Sun, 00 Nov 1994 08:49:37 GMT", nil),
      ("Sun, 06 Nov 1994", nil),
      ("Sun, 06 Nov 1994 08:49:37 EET", nil), ("Sun, 06 Foo 1994 08:49:37 GMT", nil), ("", nil),
      (",,,,,,", nil),
      ("Sun, 06 Nov 1994 08:49 GMT", nil), ("Sun, 06 Nov 99999 08:49:37 GMT", nil),
      ("Sun, +6 Nov 1994 08:49:37 GMT", nil),
    ] as [(String, Int64?)])
  func httpDate(_ text: String, _ seconds: Int64?) {
    #expect(HTTPDate.parse(text) == seconds)
  }

  @Test func backoffCurve() {
    let backoff = Backoff(base: .seconds(1), cap: .seconds(300))
    let ceilings = (0...10).map { backoff.ceiling(attempt: $0) }
    #expect(ceilings == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map { .seconds($0) })
    #expect(backoff.ceiling(attempt: -1) == .seconds(1))
    #expect(backoff.ceiling(attempt: .max) == .seconds(300))
    #expect(backoff.delay(attempt: 3, jitter: 0) == .zero)
    #expect(backoff.delay(attempt: 3, jitter: 0.5) == .seconds(4))
    #expect(backoff.delay(attempt: 20, jitter: 0.999) == .milliseconds(299_700))
  }

  @Test(arguments: [.nan, -1, 2, .infinity, -.infinity] as [Double])
  func backoffNeverTraps(_ jitter: Double) {
    let huge = Duration.seconds(Int64.max / 4)
    for backoff in [
      Backoff(base: huge, cap: huge), Backoff(base: .seconds(5), cap: .seconds(1)),
      Backoff(base: .zero, cap: huge),
      Backoff(base: .seconds(-1), cap: .seconds(-1)), Backoff(base: .nanoseconds(1), cap: huge),
    ] {
      for attempt in [Int.min, 0, 1, 63, 64, 200, .max] {
        let delay = backoff.delay(attempt: attempt, jitter: jitter)
        #expect(delay >= .zero && delay <= max(backoff.cap, .zero))
      }
    }
  }
}
