// Turns the end of a transfer into `unsent` or `unknown`. The kind does not come from curl's error code: the
// same code (a timeout, a receive error) happens before and after the request has left. It comes from one
// fact, noted in curl's pre-request callback: was the request ever handed to a connection? The code only
// gives the name.

struct TransferVerdict {
  /// What our own callbacks stopped a transfer for.
  enum Stop {
    case bodyTooLarge
    case headersTooLarge
    /// curl was about to send a request again that must not go out twice.
    case replay
  }

  var curlCode: UInt32
  /// True once a connection stood and the request was given to it, even if not one byte went through.
  var isReleased: Bool
  var stop: Stop?
  /// curl's own words.
  var message: String

  var failure: TransportFailure {
    let (code, text) = named
    return isReleased ? .unknown(code: code, detail: text) : .unsent(code: code, detail: text)
  }

  private var named: (code: String, detail: String) {
    switch stop {
    case .bodyTooLarge: return ("body-too-large", "the answer's body is over the limit")
    case .headersTooLarge: return ("headers-too-large", "the answer's headers are over the limit")
    case .replay: return ("closed", "the kept connection ended without an answer; the call is not repeated")
    case nil: return (name, Self.sanitized(message))
    }
  }

  /// Stable names for the codes that occur; libcurl-errors(3) has the numbers.
  private var name: String {
    switch curlCode {
    case 1, 3: "refused-url"
    case 5, 97: "proxy"
    case 6: "dns"
    case 7: "connect"
    case 8: "weird-answer"
    case 16, 92: "http2"
    case 18: "partial-body"
    case 27: "memory"
    case 28: isReleased ? "timeout" : "connect-timeout"
    case 35, 53, 54, 58, 59, 64, 66, 80, 83, 91, 98: "tls"
    case 51, 60, 90: "certificate"
    case 77, 82: "ca-file"
    case 52: "closed"
    case 55: "send"
    case 56: "receive"
    case 61: "bad-encoding"
    default: "curl-\(curlCode)"
    }
  }

  static let longestDetail = 200

  /// One printable line without anything that looks like a URL's query.
  static func sanitized(_ message: String) -> String {
    var out: [UInt8] = []
    var isInQuery = false
    for byte in message.utf8.prefix(longestDetail) {
      if byte <= 0x20 || byte == 0x7F {
        isInQuery = false
        out.append(0x20)
      } else if byte == UInt8(ascii: "?") {
        isInQuery = true
        out.append(byte)
      } else if !isInQuery {
        out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
