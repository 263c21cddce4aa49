// What goes over the notification socket, byte for byte. The library finds the socket in the environment,
// which belongs to the whole process: these tests run one after another and put the environment back.
import Glibc
import Testing

@testable import SystemdHost

@Suite(.serialized) struct NotifyTests {
  @Test func messages() throws {
    let receiver = try NotificationSocket()
    let notify = Notify()
    let messages = try receiver.whileListening {
      notify.ready(status: "polling; open 41, due 3")
      notify.status("carrier 503 for 4 min\nREADY=1\u{0}\tпошта")
      notify.watchdog()
      notify.stopping(status: "finishing 2 calls")
      notify.extendTimeout(.milliseconds(1500))
      notify.extendTimeout(.seconds(Int64.max))
    }
    #expect(
      messages == [
        "READY=1\nSTATUS=polling; open 41, due 3", "STATUS=carrier 503 for 4 min READY=1  пошта",
        "WATCHDOG=1",
        "STOPPING=1\nSTATUS=finishing 2 calls", "EXTEND_TIMEOUT_USEC=1500000",
      ])
  }

  @Test func reloadCarriesItsTimeInTheSameMessage() throws {
    let receiver = try NotificationSocket()
    var before = timespec()
    clock_gettime(CLOCK_MONOTONIC, &before)
    let message = try #require(try receiver.whileListening { Notify().reloading() }.first)
    let parts = message.split(separator: "\n")
    #expect(parts.first == "RELOADING=1")
    let prefix = "MONOTONIC_USEC="
    let text = try #require(parts.last { $0.hasPrefix(prefix) })
    let time = try #require(Int64(text.dropFirst(prefix.count)))
    #expect(time >= Int64(before.tv_sec) * 1_000_000 + Int64(before.tv_nsec) / 1000)
    #expect(time < Int64(before.tv_sec + 3600) * 1_000_000)
  }

  @Test func withoutSystemdNothingHappens() {
    unsetenv("NOTIFY_SOCKET")
    Notify().ready(status: "nobody listens")
    Notify().watchdog()
    unsetenv("WATCHDOG_USEC")
    #expect(Notify.watchdogInterval() == nil)
  }

  @Test func watchdogIntervalIsForThisProcessOnly() {
    setenv("WATCHDOG_USEC", "120000000", 1)
    setenv("WATCHDOG_PID", "\(getpid())", 1)
    #expect(Notify.watchdogInterval() == .seconds(120))
    setenv("WATCHDOG_PID", "1", 1)
    #expect(Notify.watchdogInterval() == nil)
    unsetenv("WATCHDOG_PID")
    #expect(Notify.watchdogInterval() == .seconds(120))
    setenv("WATCHDOG_USEC", "soon", 1)
    #expect(Notify.watchdogInterval() == nil)
    unsetenv("WATCHDOG_USEC")
  }
}

/// A datagram socket in the place of systemd's.
final class NotificationSocket {
  private let descriptor: Int32
  private let path: String

  struct Unusable: Error {
    var errorNumber: Int32
  }

  init() throws {
    path = "/tmp/notify-test-\(getpid())"
    unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, bound == 0 else { throw Unusable(errorNumber: errno) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Everything sent during `body`; sending is synchronous, so it is all there when `body` returns.
  func whileListening(_ body: () -> Void) throws -> [String] {
    setenv("NOTIFY_SOCKET", path, 1)
    body()
    unsetenv("NOTIFY_SOCKET")
    var messages: [String] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let size = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard size >= 0 else {
        guard errno == EAGAIN else { throw Unusable(errorNumber: errno) }
        return messages
      }
      messages.append(String(decoding: buffer.prefix(size), as: UTF8.self))
    }
  }
}
