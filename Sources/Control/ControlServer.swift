// The daemon's end of the control socket: an actor on a serial queue of its own, so that a client that is slow, or that
// sends garbage, keeps nothing waiting but itself. What is asked is answered elsewhere (the handler).
//
// What a newcomer gets wrong: a source owns the descriptor it watches and closes it in its cancel handler, and nobody
// else does; closed earlier, the number could already be somebody else's.
import Dispatch
import Glibc
import SyncEngine

/// Sends lines before the final one. False when the client is gone: what is left need not be done.
public typealias ControlReplies = @Sendable ([ControlLine]) async -> Bool

/// Answers one request; the returned line is the final one.
public typealias ControlHandler = @Sendable (ControlRequest, ControlReplies) async -> ControlLine

public actor ControlServer {
  private nonisolated let executor = QueueExecutor(label: "ukrposhta-syncd.control")
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let path: String
  private let limits: ControlLimits
  private let admits: @Sendable (Peer) -> Bool
  private let handler: ControlHandler
  private var listener: DispatchSource?
  private var isListenerPaused = false
  /// Device and inode of our socket file, by which a stop tells it from a successor's.
  private var file: (dev_t, ino_t)?
  var clients: [Int: ControlClientState] = [:]
  private var lastClient = 0

  /// Pause after the system had no descriptor for a new connection.
  private static let pauseAfterFailure = Duration.seconds(1)
  /// Connections taken up in one go, before others get their turn.
  private static let acceptedAtOnce = 16

  public init(
    path: String, limits: ControlLimits = ControlLimits(),
    admits: @escaping @Sendable (Peer) -> Bool = Peer.isOwner, handler: @escaping ControlHandler
  ) {
    self.path = path
    self.limits = limits
    self.admits = admits
    self.handler = handler
  }

  /// Listens when it returns. Throws when the socket cannot be made; the daemon lives without one.
  public func start() throws(ControlSocketFailure) {
    guard listener == nil else { return }
    let descriptor = try UnixSocket.listen(path)
    var status = stat()
    if lstat(path, &status) == 0 { file = (status.st_dev, status.st_ino) }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: executor.queue)
    source.setEventHandler { @Sendable [weak self] in
      // Runs on the actor's own queue.
      self?.assumeIsolated { $0.accept(descriptor) }
    }
    source.setCancelHandler { @Sendable in close(descriptor) }
    // The class behind the protocol is Sendable, the protocol is not.
    listener = source as? DispatchSource
    source.activate()
  }

  /// Removes the socket, cuts every client off. Requests under way go on to their end, unheard.
  public func stop() {
    var status = stat()
    if let file, lstat(path, &status) == 0, status.st_dev == file.0, status.st_ino == file.1 { unlink(path) }
    file = nil
    // A suspended source must not be let go of.
    if isListenerPaused { listener?.resume() }
    isListenerPaused = false
    listener?.cancel()
    listener = nil
    for client in clients.keys.sorted() { drop(client) }
  }

  private func accept(_ descriptor: Int32) {
    guard listener != nil else { return }
    for _ in 0..<ControlServer.acceptedAtOnce {
      do {
        guard let connection = try UnixSocket.accept(descriptor) else { return }
        welcome(connection)
      } catch {
        // The connection still waits: without a pause this would be asked again at once, for ever.
        pauseListener()
        return
      }
    }
  }

  private func pauseListener() {
    guard !isListenerPaused, let listener else { return }
    listener.suspend()
    isListenerPaused = true
    after(ControlServer.pauseAfterFailure) { server in
      guard server.isListenerPaused else { return }
      server.isListenerPaused = false
      server.listener?.resume()
    }
  }

  private func welcome(_ connection: Int32) {
    guard let peer = UnixSocket.peer(connection), admits(peer) else {
      return dismiss(
        connection, RequestFailure(.forbidden, "only root and the daemon's own user and group may ask"))
    }
    guard clients.count < limits.clients else {
      return dismiss(connection, RequestFailure(.busy, "\(limits.clients) others are asking already"))
    }
    lastClient += 1
    let id = lastClient
    let source = DispatchSource.makeReadSource(fileDescriptor: connection, queue: executor.queue)
    source.setEventHandler { @Sendable [weak self] in self?.assumeIsolated { $0.read(id) } }
    source.setCancelHandler { @Sendable in close(connection) }
    guard let held = source as? DispatchSource else { return }
    clients[id] = ControlClientState(
      descriptor: connection, reading: held, input: LineBuffer(limit: limits.request))
    source.activate()
    after(limits.requestTime) { server in
      if server.clients[id]?.isAsking == true { server.drop(id) }
    }
  }

  /// A word of farewell as far as it fits the socket's own buffer.
  private func dismiss(_ connection: Int32, _ failure: RequestFailure) {
    _ = UnixSocket.write(connection, Wire.line(.failure(failure), limit: limits.answerLine)[...])
    close(connection)
  }

  private func read(_ id: Int) {
    guard let client = clients[id] else { return }
    var buffer = [UInt8](repeating: 0, count: 4096)
    switch UnixSocket.read(client.descriptor, into: &buffer) {
    case .later: return
    case .ended:
      // Whoever has asked may close its half and listen on; nothing more is read from it.
      if client.isAsking { drop(id) } else { stopReading(id) }
    case .bytes(let count):
      // After the request nothing is expected, and nothing is kept.
      guard client.isAsking else { return }
      clients[id]?.input.append(buffer[..<count])
      take(id)
    }
  }

  private func take(_ id: Int) {
    guard let content = clients[id]?.input.next() else { return }
    let request: Result<ControlRequest, RequestFailure>
    switch content {
    case .incomplete: return
    case .tooLong:
      request = .failure(
        RequestFailure(.protocolError, "the request is longer than \(limits.request) bytes"))
    case .line(let bytes): request = Wire.request(bytes)
    }
    clients[id]?.isAsking = false
    let handler = handler
    beat(id)
    Task(executorPreference: executor) { [weak self] in
      let replies: ControlReplies = { [weak self] lines in await self?.send(lines, to: id) ?? false }
      let final: ControlLine
      switch request {
      case .success(let request): final = await handler(request, replies)
      case .failure(let failure): final = .failure(failure)
      }
      _ = await replies([final])
      await self?.drop(id)
    }
  }

  /// A sign of life now and then, unless something is on its way to the client anyway.
  private func beat(_ id: Int) {
    after(limits.heartbeat) { server in
      guard let client = server.clients[id] else { return }
      if client.output.isEmpty {
        server.clients[id]?.output.append(contentsOf: Wire.line(.working, limit: server.limits.answerLine))
        _ = server.flush(id)
      }
      server.beat(id)
    }
  }

  /// Returns when everything was handed to the kernel; false when the client is gone or takes too long.
  private func send(_ lines: [ControlLine], to id: Int) async -> Bool {
    guard clients[id] != nil else { return false }
    let bytes = lines.flatMap { Wire.line($0, limit: limits.answerLine) }
    clients[id]?.output.append(contentsOf: bytes)
    guard let isDone = flush(id) else {
      return await withCheckedContinuation { continuation in
        wait(id, continuation)
      }
    }
    return isDone
  }

  /// true: all is out; false: the client is gone; nil: the rest has to wait.
  private func flush(_ id: Int) -> Bool? {
    while let client = clients[id], !client.output.isEmpty {
      switch UnixSocket.write(client.descriptor, client.output) {
      case .bytes(let count): clients[id]?.output.removeFirst(count)
      case .later: return nil
      case .ended:
        drop(id)
        return false
      }
    }
    return clients[id] != nil
  }

  private func wait(_ id: Int, _ continuation: CheckedContinuation<Bool, Never>) {
    // A descriptor of its own, because each source closes the one it watches.
    guard let client = clients[id], client.waiting == nil else {
      return continuation.resume(returning: false)
    }
    let copy = fcntl(client.descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else {
      drop(id)
      return continuation.resume(returning: false)
    }
    let source = DispatchSource.makeWriteSource(fileDescriptor: copy, queue: executor.queue)
    source.setEventHandler { @Sendable [weak self] in self?.assumeIsolated { $0.goOn(id) } }
    source.setCancelHandler { @Sendable in close(copy) }
    clients[id]?.writing = source as? DispatchSource
    clients[id]?.waiting = continuation
    let turn = client.turn + 1
    clients[id]?.turn = turn
    source.activate()
    after(limits.sendTime) { server in
      if let client = server.clients[id], client.waiting != nil, client.turn == turn { server.drop(id) }
    }
  }

  private func goOn(_ id: Int) {
    guard let isDone = flush(id), let client = clients[id] else { return }
    client.writing?.cancel()
    clients[id]?.writing = nil
    clients[id]?.waiting = nil
    client.waiting?.resume(returning: isDone)
  }

  private func stopReading(_ id: Int) {
    guard let client = clients[id] else { return }
    // The descriptor is still written to: the source that would close it lives on, without waking anybody.
    guard !client.isDeaf else { return }
    client.reading.suspend()
    clients[id]?.isDeaf = true
  }

  private func drop(_ id: Int) {
    guard let client = clients.removeValue(forKey: id) else { return }
    if client.isDeaf { client.reading.resume() }
    client.reading.cancel()
    client.writing?.cancel()
    client.waiting?.resume(returning: false)
  }

  private func after(_ delay: Duration, _ body: @escaping @Sendable (isolated ControlServer) -> Void) {
    let milliseconds = Int(delay / .milliseconds(1))
    executor.queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { @Sendable [weak self] in
      self?.assumeIsolated { body($0) }
    }
  }
}

/// What the server keeps of one client.
struct ControlClientState {
  let descriptor: Int32
  let reading: DispatchSource
  var input: LineBuffer
  var output: ArraySlice<UInt8> = []
  /// Its request is not whole yet.
  var isAsking = true
  /// It has closed its half; `reading` is suspended.
  var isDeaf = false
  /// Set while output waits for the client to take it.
  var writing: DispatchSource?
  var waiting: CheckedContinuation<Bool, Never>?
  /// Counts the waits, so that an old time limit does not end a new wait.
  var turn = 0
}
