// Lines to values and back. Reading never traps and tells no contents: what came in may be anything.
import Foundation
import SyncEngine

enum Wire {
  /// One line, with its break. JSON without line breaks of its own.
  static func line(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  }

  /// A line of an answer; one that is too long for the client is replaced by a failure.
  static func line(_ line: ControlLine, limit: Int) -> [UInt8] {
    if let bytes = try? self.line(line), bytes.count <= limit { return bytes }
    let failure = ControlLine.failure(RequestFailure(.protocolError, "the answer is too long for a line"))
    return (try? self.line(failure)) ?? []
  }

  static func answer(_ bytes: [UInt8]) throws -> ControlLine {
    try JSONDecoder().decode(ControlLine.self, from: Data(bytes))
  }

  /// The request of a line, or what to tell its sender.
  static func request(_ bytes: [UInt8]) -> Result<ControlRequest, RequestFailure> {
    struct Versioned: Decodable {
      var version: Int
    }
    let data = Data(bytes)
    guard let versioned = try? JSONDecoder().decode(Versioned.self, from: data) else {
      return .failure(RequestFailure(.protocolError, "the request is no JSON object with a version"))
    }
    guard versioned.version == ControlProtocol.version else {
      return .failure(
        RequestFailure(
          .protocolError,
          "the request is of version \(versioned.version), the daemon's is \(ControlProtocol.version): "
            + "restart the daemon after an upgrade"))
    }
    guard let envelope = try? JSONDecoder().decode(ControlEnvelope.self, from: data) else {
      return .failure(RequestFailure(.protocolError, "the daemon knows no such request"))
    }
    return .success(envelope.request)
  }
}
