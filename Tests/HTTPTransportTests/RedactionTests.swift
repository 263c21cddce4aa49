// Every way a secret has of getting into a text, and texts that must stay readable. The secrets are made up.

import HTTPTransport
import Testing

@Suite struct RedactionTests {
  static let secret = "s3cr+t/val=ue"

  @Test(arguments: [
    "s3cr+t/val=ue", "s3cr%2Bt%2Fval%3Due", "s3cr%2bt%2fval%3due", "s3cr+t%2Fval=ue", #"s3cr+t\/val=ue"#,
    "%733cr+t/val=ue",
  ])
  func knownSecretsInEverySpelling(_ spelling: String) {
    let redaction = Redaction(secrets: [Self.secret])
    #expect(redaction.redact("before \(spelling) after") == "before *** after")
    #expect(redaction.redact("\(spelling)\(spelling)") == "******")
    #expect(redaction.redact("https://h/p?x=\(spelling)&y=1") == "https://h/p?x=***&y=1")
  }

  @Test func theLongerSecretWins() {
    for secrets in [["abc", "abcdef"], ["abcdef", "abc"]] {
      #expect(Redaction(secrets: secrets).redact("abcdef abc abcde") == "*** *** ***de")
    }
  }

  @Test func emptySecretsAndSpaceAroundThemAreIgnored() {
    #expect(Redaction(secrets: ["", " \n"]).redact("a b") == "a b")
    #expect(Redaction(secrets: ["key1\n"]).redact("is key1.") == "is ***.")
    #expect(Redaction(secrets: ["100%25"]).redact("100%25 100%") == "*** 100%")
  }

  @Test(arguments: [
    ("https://h/ecom/0.0.1/x?token=11-22&a=1", "https://h/ecom/0.0.1/x?token=***&a=1"),
    ("https://h/x?apiKey=abc", "https://h/x?apiKey=***"), ("APIKEY=abc", "APIKEY=***"),
    ("?access_token=abc#f", "?access_token=***#f"), ("u=%3Ftoken%3Dabc&b", "u=%3Ftoken%3D***&b"),
    ("Authorization: Bearer abc.def-1", "Authorization: Bearer ***"),
    ("authorization:bearer abc", "authorization:bearer ***"), ("Authorization: abc", "Authorization: ***"),
    ("Authorization: Basic YTpi, next", "Authorization: Basic ***, next"),
    ("x-api-key: abc\r\nHost: h", "x-api-key: ***\r\nHost: h"), ("X-API-KEY:abc", "X-API-KEY:***"),
    (#"{"token":"abc","n":1}"#, #"{"token":"***","n":1}"#), (#"{"apiKey" : "abc"}"#, #"{"apiKey" : "***"}"#),
    (#"{\"token\":\"abc\"}"#, #"{\"token\":\"***\"}"#), ("sent Bearer 0f8fad5b-d9cb x", "sent Bearer *** x"),
    ("token=&x=1", "token=&x=1"),
  ])
  func placesOfSecrets(_ text: String, _ redacted: String) {
    #expect(Redaction().redact(text) == redacted)
    #expect(Redaction().redact(redacted) == redacted, "must not change when done twice")
  }

  @Test(arguments: [
    "Unauthorized - invalid or missing token", "unexpected token: comma", "the eCom bearer is refused",
    "order 12345, barcode 0500000000001", "", "tokens 5", "Посилку вручено", "apiKey", "authorization",
    #"Wrong "apiKey" value."#, #""apiKey" is missing."#,
  ])
  func proseStays(_ text: String) {
    #expect(Redaction(secrets: [Self.secret]).redact(text) == text)
  }

  /// Cut-off and broken texts must not run past the end.
  @Test func everyPrefixIsSafe() {
    let text = #"Authorization: Bearer s3cr%2Bt%2Fval%3Due X-API-KEY: a \"token\":\"b%"#
    let redaction = Redaction(secrets: [Self.secret])
    for length in 0...text.utf8.count {
      let part = String(decoding: text.utf8.prefix(length), as: UTF8.self)
      _ = redaction.redact(part)
      #expect(!redaction.redact(part + Self.secret).contains(Self.secret))
    }
  }
}
