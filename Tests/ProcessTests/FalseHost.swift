// Somebody who answers TLS with a certificate that he made himself: the machine's own `openssl`.
import Foundation
import Rehearsal

struct FalseHost {
  let port: UInt16
  private let process: DaemonProcess

  private static let binary = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static let isPossible = binary != nil

  init(in folder: RehearsalFolder) async throws {
    guard let binary = Self.binary else { throw RehearsalFailure("no openssl") }
    let (key, certificate, log) = (
      "\(folder.path)/key.pem", "\(folder.path)/cert.pem", "\(folder.path)/tls.log"
    )
    let made = try await Finished.run(
      binary,
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
        "-out", certificate, "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
      ], in: folder)
    guard made.end == .exited(code: 0) else { throw RehearsalFailure("openssl: \(made.output)") }
    let process = try DaemonProcess(
      program: binary,
      arguments: ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"], log: log)
    self.process = process
    var found: UInt16?
    do {
      try await Patience(limit: .seconds(20)).wait(for: "openssl to listen") {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        found =
          text.split(separator: "\n").lazy
          .compactMap { $0.hasPrefix("ACCEPT 127.0.0.1:") ? UInt16($0.dropFirst(17)) : nil }.first
        return found != nil
      }
    } catch {
      process.signal(9)
      throw error
    }
    port = found ?? 0
  }

  func close() { process.signal(9) }
}
