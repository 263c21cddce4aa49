// Reads a whole small regular file with a bound. Opened without waiting, so that a pipe put in a file's place
// cannot hang the daemon, and judged by the open descriptor, so that what was checked is what is read.
import Glibc

enum SmallFile {
  struct Contents {
    var bytes: [UInt8]
    var mode: mode_t
    var owner: uid_t
  }

  struct ReadFailure: Error, Equatable {
    var reason: String
  }

  static func read(path: String, limit: Int) -> Result<Contents, ReadFailure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return .failure(failure("cannot be opened")) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(failure("cannot be examined")) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .failure(ReadFailure(reason: "is not a regular file"))
    }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var filled = 0
    while filled < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { return .failure(failure("cannot be read")) }
      if got == 0 { break }
      filled += got
    }
    guard filled <= limit else {
      return .failure(ReadFailure(reason: "is larger than \(limit) bytes"))
    }
    return .success(
      Contents(bytes: Array(bytes.prefix(filled)), mode: status.st_mode, owner: status.st_uid))
  }

  private static func failure(_ what: String) -> ReadFailure {
    ReadFailure(reason: "\(what): \(String(cString: strerror(errno)))")
  }
}
