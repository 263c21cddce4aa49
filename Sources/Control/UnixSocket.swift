// The system calls of unix stream sockets, and nothing else. Descriptors are never inherited by programs that the daemon
// starts, and a write to a peer that is gone is an error, not a signal.
import Glibc

/// Why there is no control socket.
public struct ControlSocketFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    /// Nobody listens.
    case absent
    /// Somebody else listens there.
    case taken
    /// We may not.
    case forbidden
    case io
    /// It did not answer in time, or in a way that nobody understands.
    case silent
  }

  public var kind: Kind
  public var message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }
}

/// Who is at the other end, as the kernel knows.
public struct Peer: Sendable, Hashable {
  public var user: UInt32
  public var group: UInt32
  /// The further groups the user is a member of.
  public var groups: [UInt32]

  public init(user: UInt32, group: UInt32, groups: [UInt32] = []) {
    self.user = user
    self.group = group
    self.groups = groups
  }

  /// root, the daemon's own user, and members of its group.
  public static func isOwner(_ peer: Peer) -> Bool {
    peer.user == 0 || peer.user == geteuid() || peer.group == getegid() || peer.groups.contains(getegid())
  }
}

enum UnixSocket {
  /// Connections that wait for `accept`.
  private static let backlog: Int32 = 16
  private static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  /// A socket at `path`, connected when it returns.
  static func connect(_ path: String) throws(ControlSocketFailure) -> Int32 {
    let descriptor = try open()
    let code = try withAddress(path) { Glibc.connect(descriptor, $0, $1) == 0 ? 0 : errno }
    guard code != 0 else { return descriptor }
    close(descriptor)
    switch code {
    case ENOENT, ECONNREFUSED, ENOTDIR: throw ControlSocketFailure(.absent, "nobody listens at \(path)")
    case EACCES, EPERM: throw ControlSocketFailure(.forbidden, "no permission to use \(path)")
    default: throw ControlSocketFailure(.io, "cannot connect to \(path): \(text(code))")
    }
  }

  /// A listening socket at `path`, for its owner and group alone. What is left of a daemon that was killed is replaced,
  /// in one step; a socket that somebody answers at, and anything that is no socket, is left alone.
  static func listen(_ path: String) throws(ControlSocketFailure) -> Int32 {
    try refuseTaken(path)
    let descriptor = try open()
    do throws(ControlSocketFailure) {
      try place(descriptor, at: path)
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func place(_ descriptor: Int32, at path: String) throws(ControlSocketFailure) {
    let fresh = "\(path).\(getpid())"
    unlink(fresh)
    let bound = try withAddress(fresh) { bind(descriptor, $0, $1) == 0 ? 0 : errno }
    guard bound == 0 else { throw ControlSocketFailure(.io, "cannot make \(path): \(text(bound))") }
    guard chmod(fresh, 0o660) == 0, Glibc.listen(descriptor, backlog) == 0, rename(fresh, path) == 0 else {
      let code = errno
      unlink(fresh)
      throw ControlSocketFailure(.io, "cannot make \(path): \(text(code))")
    }
    unblock(descriptor)
  }

  private static func refuseTaken(_ path: String) throws(ControlSocketFailure) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ControlSocketFailure(.taken, "\(path) is there and is no socket")
    }
    do throws(ControlSocketFailure) {
      close(try connect(path))
    } catch  where error.kind == .absent {
      return
    }
    throw ControlSocketFailure(.taken, "somebody listens at \(path) already")
  }

  /// A connection that waits, nil when none does. Never blocks.
  static func accept(_ listener: Int32) throws(ControlSocketFailure) -> Int32? {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else {
      switch errno {
      case EAGAIN, EINTR, ECONNABORTED: return nil
      default: throw ControlSocketFailure(.io, "accept: \(text(errno))")
      }
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unblock(descriptor)
    return descriptor
  }

  /// nil when the kernel does not say.
  static func peer(_ descriptor: Int32) -> Peer? {
    // `struct ucred`: process, user, group. Swift's Glibc does not show it.
    var credentials: [UInt32] = [0, 0, 0]
    var size = socklen_t(MemoryLayout<UInt32>.size * credentials.count)
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0,
      size == socklen_t(MemoryLayout<UInt32>.size * credentials.count)
    else { return nil }
    return Peer(user: credentials[1], group: credentials[2], groups: groups(descriptor))
  }

  /// `SO_PEERGROUPS`, which Swift's Glibc does not show.
  private static let peerGroups: Int32 = 59
  /// Who is in more than so many counts as being in none.
  private static let mostGroups = 1024

  private static func groups(_ descriptor: Int32) -> [UInt32] {
    var groups = [UInt32](repeating: 0, count: mostGroups)
    var size = socklen_t(MemoryLayout<UInt32>.size * groups.count)
    guard getsockopt(descriptor, SOL_SOCKET, peerGroups, &groups, &size) == 0 else { return [] }
    return Array(groups.prefix(Int(size) / MemoryLayout<UInt32>.size))
  }

  enum Transfer: Equatable {
    case bytes(Int)
    /// Nothing can be moved now.
    case later
    /// The other side has said everything, or is gone.
    case ended
  }

  static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Transfer {
    moved(recv(descriptor, &buffer, buffer.count, 0))
  }

  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Transfer {
    moved(bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
  }

  private static func moved(_ count: Int) -> Transfer {
    if count > 0 { return .bytes(count) }
    guard count < 0 else { return .ended }
    return errno == EAGAIN || errno == EINTR ? .later : .ended
  }

  /// How long a blocking call may take.
  static func limit(_ descriptor: Int32, to duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  }

  private static func open() throws(ControlSocketFailure) -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw ControlSocketFailure(.io, "no socket: \(text(errno))") }
    return descriptor
  }

  private static func unblock(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(ControlSocketFailure) -> Int32 {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count <= longestPath else {
      throw ControlSocketFailure(
        .io, "the path \(path) is longer than the \(longestPath) bytes of a socket's")
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
