// What goes over the wire, byte for byte: an upgrade must not change it without a new version.
import ShippingCore
import SyncEngine
import Testing

@testable import Control

@Suite struct MessageTests {
  @Test func requestsAreWrittenAsTheyAreDocumented() throws {
    let text = String(decoding: try Wire.line(ControlEnvelope(.retry(order: OrderID(1234)))), as: UTF8.self)
    #expect(text == #"{"request":{"retry":{"order":1234}},"version":1}"# + "\n")
  }

  private static let requests: [ControlRequest] = [
    .status, .reload, .retry(order: OrderID(1)), .cancel(order: OrderID(.max)),
    .backfill(BackfillRequest(since: Instant(milliseconds: 5), cabinet: CabinetID("fop"), apply: true)),
  ]

  @Test(arguments: requests) func requestsComeBackAsTheyWere(_ request: ControlRequest) throws {
    var buffer = LineBuffer(limit: 1000)
    buffer.append(try Wire.line(ControlEnvelope(request)))
    guard case .line(let bytes) = buffer.next() else {
      Issue.record("no line")
      return
    }
    #expect(try Wire.request(bytes).get() == request)
  }

  @Test func linesAreCutWhereTheyEnd() {
    var buffer = LineBuffer(limit: 5)
    #expect(buffer.next() == .incomplete)
    buffer.append(Array("ab".utf8))
    #expect(buffer.next() == .incomplete)
    buffer.append(Array("c\n\nde".utf8))
    #expect(buffer.next() == .line(Array("abc".utf8)))
    #expect(buffer.next() == .line([]))
    #expect(buffer.next() == .incomplete)
    buffer.append(Array("fgh".utf8))
    #expect(buffer.next() == .incomplete)
    buffer.append(Array("i".utf8))
    #expect(buffer.next() == .tooLong)
  }

  @Test func aLineAtTheLimitIsTakenAndOneOverItIsNot() {
    var fits = LineBuffer(limit: 3)
    fits.append(Array("abc\n".utf8))
    #expect(fits.next() == .line(Array("abc".utf8)))
    var over = LineBuffer(limit: 3)
    over.append(Array("abcd\n".utf8))
    #expect(over.next() == .tooLong)
  }

  @Test func anAnswerTooLongForItsReaderBecomesAFailure() throws {
    let bytes = Wire.line(.reload(isApplied: true, text: String(repeating: "x", count: 500)), limit: 200)
    #expect(bytes.count <= 200)
    guard case .failure(let failure) = try Wire.answer(bytes.dropLast()) else {
      Issue.record("not a failure")
      return
    }
    #expect(failure.code == .protocolError)
  }
}
