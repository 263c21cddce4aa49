// The verbs' end of the control socket: asks one thing, hears the answer to its end. It blocks its thread, which is all
// that a command line does meanwhile.
import Glibc
import SyncEngine

public struct ControlClient: Sendable {
  private let path: String
  private let limits: ControlLimits

  public init(path: String, limits: ControlLimits = ControlLimits()) {
    self.path = path
    self.limits = limits
  }

  /// `hear` gets every line before the final one, which is returned.
  public func ask(
    _ request: ControlRequest, hear: (ControlLine) throws -> Void = { _ in }
  ) throws -> ControlLine {
    let descriptor = try UnixSocket.connect(path)
    defer { close(descriptor) }
    UnixSocket.limit(descriptor, to: limits.answerTime)
    try send(try Wire.line(ControlEnvelope(request)), to: descriptor)
    var input = LineBuffer(limit: limits.answerLine)
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      switch input.next() {
      case .line(let bytes):
        let line: ControlLine
        do {
          line = try Wire.answer(bytes)
        } catch {
          throw ControlSocketFailure(
            .silent, "the daemon answers in a way that this program does not understand")
        }
        if line.isFinal { return line }
        try hear(line)
      case .tooLong: throw ControlSocketFailure(.silent, "the daemon sends a line without an end")
      case .incomplete:
        switch UnixSocket.read(descriptor, into: &buffer) {
        case .bytes(let count): input.append(buffer[..<count])
        case .later: throw ControlSocketFailure(.silent, "the daemon does not answer")
        case .ended: throw ControlSocketFailure(.silent, "the daemon ended the conversation")
        }
      }
    }
  }

  private func send(_ bytes: [UInt8], to descriptor: Int32) throws(ControlSocketFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch UnixSocket.write(descriptor, rest) {
      case .bytes(let count): rest.removeFirst(count)
      case .later: throw ControlSocketFailure(.silent, "the daemon does not listen")
      // It may have refused before it read anything; why is in its answer.
      case .ended: return
      }
    }
  }
}
