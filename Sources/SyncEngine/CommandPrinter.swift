// Runs the shop's own commands, which print labels and tell the owner: a program with arguments, no shell, hardly any
// environment, a time limit. The command starts with every signal at its default: the daemon ignores SIGTERM, and a child
// that inherits that cannot be ended.
internal import Dispatch
internal import Glibc
internal import ShippingCore

public struct CommandPrinter: Printer {
  /// Longer than any spooler needs to take a page in.
  public static let timeLimit = Duration.seconds(30)
  /// Characters of its complaints that are kept.
  static let complaintLimit = 500
  private static let environment = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
  ]

  private let timeLimit: Duration
  private let queue = DispatchQueue(label: "ukrposhta-syncd.printing", attributes: .concurrent)

  public init(timeLimit: Duration = CommandPrinter.timeLimit) {
    self.timeLimit = timeLimit
  }

  public func run(_ command: [String]) async -> PrintEnding {
    let limit = timeLimit
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: PrintProcess.run(command, limit: limit)) }
    }
  }

  /// Starts `command` with its standard error in `descriptor`, in a process group of its own. `input` nil: it has nothing
  /// to read.
  fileprivate static func start(
    _ command: [String], complaints descriptor: Int32, input: Int32?
  ) -> Result<pid_t, StartFailure> {
    guard let program = command.first, !program.isEmpty else { return .failure(StartFailure(code: EINVAL)) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, descriptor, 2)
    // Nothing of the daemon's, least of all the ledger, is open in the command. What is closed already does no harm.
    for open in openDescriptors where open > 2 { posix_spawn_file_actions_addclose(&actions, open) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    var pid = pid_t()
    let code = withCStrings(command) { arguments in
      withCStrings(environment) { variables in
        posix_spawnp(&pid, program, &actions, &attributes, arguments, variables)
      }
    }
    return code == 0 ? .success(pid) : .failure(StartFailure(code: code))
  }

  private static var openDescriptors: [Int32] {
    guard let folder = opendir("/proc/self/fd") else { return [] }
    defer { closedir(folder) }
    var descriptors: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let descriptor = Int32(name) { descriptors.append(descriptor) }
    }
    return descriptors
  }

  /// The texts as the null-terminated array of C.
  private static func withCStrings<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

extension CommandPrinter: Messenger {
  public func send(_ text: [UInt8], by command: [String]) async -> PrintEnding {
    let limit = timeLimit
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: PrintProcess.run(command, limit: limit, input: text)) }
    }
  }
}

private struct StartFailure: Error {
  var code: Int32
}

/// One run of a command, watched from a thread that may block.
private struct PrintProcess {
  let pid: pid_t
  let complaints: Int32
  var kept: [UInt8] = []

  static func run(_ command: [String], limit: Duration, input: [UInt8]? = nil) -> PrintEnding {
    var source: Int32?
    defer { if let source { close(source) } }
    if let input {
      switch pipe(holding: input) {
      case .success(let end): source = end
      case .failure(let failure): return .notStarted(text(of: failure.code))
      }
    }
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return .notStarted(text(of: errno)) }
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    let started = CommandPrinter.start(command, complaints: writing, input: source)
    close(writing)
    switch started {
    case .failure(let failure): return .notStarted(text(of: failure.code))
    case .success(let pid):
      var process = PrintProcess(pid: pid, complaints: reading)
      return process.watch(until: WallTime.uptime() + limit)
    }
  }

  /// The reading end of a pipe that holds the whole of it already: a command that reads nothing, or half, blocks nobody.
  private static func pipe(holding input: [UInt8]) -> Result<Int32, StartFailure> {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return .failure(StartFailure(code: errno)) }
    let (reading, writing) = (ends[0], ends[1])
    defer { close(writing) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    guard Glibc.write(writing, input, input.count) == input.count else {
      close(reading)
      return .failure(StartFailure(code: EMSGSIZE))
    }
    return .success(reading)
  }

  private mutating func watch(until end: Duration) -> PrintEnding {
    while true {
      // Its end is looked for a few times a second; a child of its own may keep the pipe open for ever.
      var wait = pollfd(fd: complaints, events: Int16(POLLIN), revents: 0)
      poll(&wait, 1, PrintProcess.lookMilliseconds)
      let isClosed = !read()
      var status: Int32 = 0
      let found = waitpid(pid, &status, WNOHANG)
      if found == pid {
        _ = read()
        return ending(status)
      }
      if found < 0, errno != EINTR { return .unclear(PrintProcess.text(of: errno)) }
      if WallTime.uptime() >= end {
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return .unclear("killed for taking too long")
      }
      // A closed pipe is readable at once, for ever.
      if isClosed { usleep(useconds_t(PrintProcess.lookMilliseconds) * 1000) }
    }
  }

  private func ending(_ status: Int32) -> PrintEnding {
    let signal = status & 0x7f
    if signal != 0 { return .unclear("ended by signal \(signal)") }
    let complaint = String(decoding: kept, as: UTF8.self).map { $0.isNewline ? " " : $0 }
    return .exited(
      code: (status >> 8) & 0xff, complaint: String(complaint.prefix(CommandPrinter.complaintLimit)))
  }

  /// False once the other end is closed.
  private mutating func read() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(complaints, &buffer, buffer.count)
      if count == 0 { return false }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if kept.count < CommandPrinter.complaintLimit * 4 { kept += buffer.prefix(count) }
    }
  }

  private static let lookMilliseconds: Int32 = 20

  private static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}
