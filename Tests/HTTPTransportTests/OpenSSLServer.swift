// A TLS peer for the tests: the machine's own `openssl`, with a certificate made on the spot. `s_server`
// either answers each connection with a status page (`-www`) or hands the decrypted bytes to us, so that a
// test can speak HTTP/2 frame by frame. Tests that need it are skipped, visibly, where the binary is not.

import Glibc

final class OpenSSLServer {
  static let binary: String? = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/bin/openssl"].first {
    access($0, X_OK) == 0
  }

  let port: Int
  let certificate: String
  private let directory: String
  private let process: pid_t
  private let toServer: Int32
  private let fromServer: Int32
  /// Everything the server has printed: its own lines and, without `-www`, what the client sent.
  private(set) var output: [UInt8] = []

  /// `names` is the certificate's subjectAltName, for example "IP:127.0.0.1".
  init(names: String, options: [String]) throws {
    guard let binary = Self.binary else { throw SystemError(errno: ENOENT) }
    var template = Array("/tmp/https-test-XXXXXX\0".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError(errno: errno) }
    directory = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    certificate = directory + "/cert.pem"
    let key = directory + "/key.pem"
    let maker = try Self.spawn([
      binary, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-keyout",
      key, "-out", certificate, "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(names)",
    ])
    close(maker.input)
    close(maker.output)
    var status: Int32 = 0
    waitpid(maker.process, &status, 0)
    guard status == 0 else { throw SystemError(errno: EINVAL) }
    let server = try Self.spawn(
      [binary, "s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate] + options)
    (process, toServer, fromServer) = (server.process, server.input, server.output)
    var bytes: [UInt8] = []
    guard
      let line = Self.read(server.output, into: &bytes, until: "ACCEPT 127.0.0.1:", then: UInt8(ascii: "\n")),
      let port = Int(line)
    else {
      kill(server.process, SIGKILL)
      throw SystemError(errno: EPROTO)
    }
    self.port = port
    output = bytes
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(toServer)
    close(fromServer)
    unlink(certificate)
    unlink(directory + "/key.pem")
    rmdir(directory)
  }

  var url: String { "https://127.0.0.1:\(port)/" }

  /// Blocks until the client has sent `text`.
  func waitFor(_ text: String) -> Bool {
    Self.read(fromServer, into: &output, until: text, then: nil) != nil
  }

  /// To the client, through TLS.
  func write(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { Glibc.write(toServer, $0.baseAddress, $0.count) }
  }

  /// Ends the server and reads what it has left.
  func finish() {
    kill(process, SIGKILL)
    while Self.readMore(fromServer, into: &output) {}
  }

  /// How often `text` occurs in what was printed so far.
  func count(of text: String) -> Int {
    let wanted = Array(text.utf8)
    guard output.count >= wanted.count else { return 0 }
    return (0...(output.count - wanted.count)).count {
      output[$0..<($0 + wanted.count)].elementsEqual(wanted)
    }
  }

  /// Reads until `text` has come and, if given, the byte `end` after it; answers what stands between.
  /// Patience is RawServer's.
  private static func read(_ file: Int32, into bytes: inout [UInt8], until text: String, then end: UInt8?)
    -> String?
  {
    let wanted = Array(text.utf8)
    while true {
      if bytes.count >= wanted.count {
        for start in 0...(bytes.count - wanted.count)
        where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
          let rest = bytes[(start + wanted.count)...]
          guard let end else { return "" }
          if let stop = rest.firstIndex(of: end) { return String(decoding: rest[..<stop], as: UTF8.self) }
        }
      }
      guard readMore(file, into: &bytes) else { return nil }
    }
  }

  private static func readMore(_ file: Int32, into bytes: inout [UInt8]) -> Bool {
    var ready = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, Int32(RawServer.patienceSeconds * 1_000)) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(file, &chunk, chunk.count)
    guard count > 0 else { return false }
    bytes.append(contentsOf: chunk.prefix(count))
    return true
  }

  private static func spawn(_ words: [String]) throws -> (process: pid_t, input: Int32, output: Int32) {
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    guard pipe(&input) == 0, pipe(&output) == 0 else { throw SystemError(errno: errno) }
    for file in input + output { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawn(&process, words[0], &actions, nil, &arguments, environ)
    close(input[0])
    close(output[1])
    guard code == 0 else { throw SystemError(errno: code) }
    return (process, input[1], output[0])
  }
}
