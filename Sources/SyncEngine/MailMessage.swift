// An alert as a mail (RFC 5322), for a command such as `sendmail -t`: the addressee in the headers, everything in ASCII,
// so that no mail server on the way has an opinion about it. Who sends is left to the mail system of the machine.
internal import Foundation
internal import Glibc
import ShippingCore

enum MailMessage {
  /// Bytes of the text: with its encoding it fits into a pipe that nobody has read from yet.
  static let longestText = 24_000
  /// Of text in one encoded word: in base64, with `Subject: ` before it, it stays within a line.
  private static let encodedWord = 36
  private static let longestLine = 76

  static func bytes(_ message: AlertMessage, to email: String, name: String?, now: Instant, id: String)
    -> [UInt8]
  {
    let text = cut(message.text)
    let body = lines(of: Data(text.utf8).base64EncodedString())
    let head = [
      to(header(email), name: name), "Subject: \(words(message.subject))", "Date: \(date(now))",
      "Message-ID: <\(header(id))>", "Auto-Submitted: auto-generated",
      "X-Ukrposhta-Syncd: \(header(message.name))",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
    ]
    return Array((head + ["", body, ""]).joined(separator: "\n").utf8)
  }

  static func text(_ message: AlertMessage) -> [UInt8] {
    Array(cut("\(message.subject)\n\n\(message.text)").utf8)
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestText else { return text }
    var kept = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard kept.utf8.count + line.utf8.count + 1 < longestText - 8 else { break }
      kept += line + "\n"
    }
    return kept + "…\n"
  }

  private static func to(_ email: String, name: String?) -> String {
    guard let name else { return "To: \(email)" }
    let whole = "To: \(words(name)) <\(email)>"
    return whole.count <= longestLine ? whole : "To: \(words(name))\n <\(email)>"
  }

  /// Nothing in a header may end its line.
  private static func header(_ text: String) -> String {
    String(text.unicodeScalars.filter { $0.value >= 32 && $0.value < 127 }.map(Character.init))
  }

  /// Encoded words of RFC 2047, folded; each holds whole characters.
  private static func words(_ text: String) -> String {
    var words: [String] = []
    var part = ""
    for character in text where !character.isNewline {
      if !part.isEmpty, part.utf8.count + String(character).utf8.count > encodedWord {
        words.append(part)
        part = ""
      }
      part.append(character)
    }
    words.append(part)
    return words.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\n ")
  }

  private static func lines(of text: String) -> String {
    var lines: [Substring] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      lines.append(rest.prefix(longestLine))
      rest = rest.dropFirst(longestLine)
    }
    return lines.joined(separator: "\n")
  }

  /// `Tue, 24 Nov 2026 07:00:00 +0000`.
  static func date(_ instant: Instant) -> String {
    var seconds = time_t(instant.milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = days.indices.contains(Int(parts.tm_wday)) ? days[Int(parts.tm_wday)] : "Sun"
    let month = months.indices.contains(Int(parts.tm_mon)) ? months[Int(parts.tm_mon)] : "Jan"
    return "\(day), \(two(parts.tm_mday)) \(month) \(1900 + Int(parts.tm_year)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
  }
}
