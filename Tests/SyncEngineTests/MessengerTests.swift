// The owner's command: it gets the whole message on its standard input, and a mail is one that any mail server takes.
import Foundation
import ShippingCore
import Testing

@testable import SyncEngine

@Suite struct MessengerTests {
  private func shell(_ script: String, _ text: [UInt8], limit: Duration = .seconds(30)) async -> PrintEnding {
    await CommandPrinter(timeLimit: limit).send(text, by: ["sh", "-c", script])
  }

  @Test func theWholeTextArrivesAndEnds() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "message-\(UUID().uuidString)").path
    let text = Array(String(repeating: "Рядок тексту\n", count: 2_000).utf8)
    #expect(await shell("cat > \(path)", text) == .exited(code: 0, complaint: ""))
    #expect(FileManager.default.contents(atPath: path) == Data(text))
    try FileManager.default.removeItem(atPath: path)
  }

  /// Nobody waits for a reader, and nothing is killed by one that is gone.
  @Test func aCommandThatReadsNothingIsFine() async {
    let text = [UInt8](repeating: 65, count: 60_000)
    #expect(await shell("exit 0", text) == .exited(code: 0, complaint: ""))
    #expect(await shell("exit 75", text) == .exited(code: 75, complaint: ""))
  }

  @Test func tooMuchIsNotSentInPart() async {
    let ending = await shell("cat > /dev/null", [UInt8](repeating: 65, count: 10_000_000))
    guard case .notStarted = ending else {
      Issue.record("\(ending)")
      return
    }
  }

  @Test func aPrintCommandStillReadsNothing() async {
    #expect(
      await CommandPrinter().run(["sh", "-c", "test -z \"$(cat)\""]) == .exited(code: 0, complaint: ""))
  }

  private static let message = AlertMessage(
    name: "digest",
    subject: "Укрпошта: підсумок за 2026-11-23, чекають на людину: 12 і дуже довгий хвіст теми",
    lines: ["Учора:", "", "- 1001A"], isError: false)

  @Test func aMailIsPlainASCIIAndReadsBack() throws {
    let bytes = MailMessage.bytes(
      Self.message, to: "owner@example.com", name: "Олена Приклад",
      now: Instant(milliseconds: 1_795_503_600_000), id: "digest.1@x")
    let mail = try #require(String(validating: bytes, as: UTF8.self))
    #expect(bytes.allSatisfy { $0 < 128 && ($0 >= 32 || $0 == 10) })
    let lines = mail.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 78 })
    let head = lines.prefix { !$0.isEmpty }
    let body = lines.dropFirst(head.count + 1).joined()
    #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == Self.message.text)
    #expect(head.contains("Date: Tue, 24 Nov 2026 07:00:00 +0000"))
    #expect(head.contains { $0.hasPrefix("To: ") && $0.hasSuffix("<owner@example.com>") })
    #expect(head.contains("Message-ID: <digest.1@x>"))
    #expect(head.contains("Auto-Submitted: auto-generated"))
    let subject = head.drop { !$0.hasPrefix("Subject: ") }
    let words = subject.enumerated().prefix { $0.offset == 0 || $0.element.hasPrefix(" ") }.map(\.element)
    let decoded = words.joined().matches(of: /=\?UTF-8\?B\?([^?]*)\?=/).compactMap {
      Data(base64Encoded: String($0.1)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(decoded.joined() == Self.message.subject)
  }

  @Test func aHeaderCannotBeBrokenAndALongTextFits() throws {
    var message = Self.message
    message.subject = "a\nBcc: somebody@example.com"
    message.lines = (0..<5_000).map { "рядок \($0)" }
    let bytes = MailMessage.bytes(
      message, to: "x@example.com\nBcc: y@example.com", name: "n\nBcc: z", now: Instant(milliseconds: 0),
      id: "i\nj")
    let mail = String(decoding: bytes, as: UTF8.self)
    #expect(!mail.contains("\nBcc"))
    #expect(bytes.count < 60_000)
    #expect(MailMessage.text(message).count < 60_000)
  }
}
