// The naming of failures as a table, and the one rule behind the kind: released or not. The same curl code
// gives either kind.

import Testing

@testable import HTTPTransport

@Suite struct TransferVerdictTests {
  @Test(
    arguments: [
      (1, "refused-url"), (3, "refused-url"), (5, "proxy"), (6, "dns"), (7, "connect"), (8, "weird-answer"),
      (16, "http2"), (18, "partial-body"), (27, "memory"), (35, "tls"), (52, "closed"), (55, "send"),
      (56, "receive"),
      (60, "certificate"), (61, "bad-encoding"), (77, "ca-file"), (92, "http2"), (4_711, "curl-4711"),
    ] as [(UInt32, String)])
  func theKindComesFromTheReleaseAlone(_ curlCode: UInt32, _ name: String) {
    let before = TransferVerdict(curlCode: curlCode, isReleased: false, message: "m")
    #expect(before.failure == .unsent(code: name, detail: "m"))
    let after = TransferVerdict(curlCode: curlCode, isReleased: true, message: "m")
    #expect(after.failure == .unknown(code: name, detail: "m"))
  }

  @Test func aTimeoutHasTwoNames() {
    let before = TransferVerdict(curlCode: 28, isReleased: false, message: "m")
    #expect(before.failure == .unsent(code: "connect-timeout", detail: "m"))
    let after = TransferVerdict(curlCode: 28, isReleased: true, message: "m")
    #expect(after.failure == .unknown(code: "timeout", detail: "m"))
  }

  @Test func ourOwnStopsNameThemselves() {
    for (stop, name) in [
      (TransferVerdict.Stop.bodyTooLarge, "body-too-large"), (.headersTooLarge, "headers-too-large"),
      (.replay, "closed"),
    ] {
      let verdict = TransferVerdict(curlCode: 42, isReleased: true, stop: stop, message: "m")
      guard case .unknown(name, _) = verdict.failure else {
        Issue.record("\(verdict.failure)")
        continue
      }
    }
  }

  @Test func detailsCarryNoQueryAndNoControlCharacters() {
    #expect(TransferVerdict.sanitized("no /a?token=x&y=z here\r\n") == "no /a? here  ")
    #expect(TransferVerdict.sanitized(String(repeating: "a", count: 999)).utf8.count == 200)
  }

  @Test func loopback() {
    for host in ["localhost", "LocalHost", "127.0.0.1", "127.255.0.9", "[::1]"] {
      #expect(URLRule.isLoopback(host), "\(host)")
    }
    for host in [
      "localhost.", "localhost.example.com", "127.0.0.1.nip.io", "128.0.0.1", "127.0.0", "127.0.0.256",
      "[::2]", "",
      "127.0.0.", "127.0.0.-1", "example.com",
    ] {
      #expect(!URLRule.isLoopback(host), "\(host)")
    }
  }
}
