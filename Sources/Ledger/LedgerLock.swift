// One writer in the whole machine: an advisory lock on a file beside the ledger, held as long as the ledger
// is open.
//
// What a newcomer gets wrong: the lock is on a file of its own, because SQLite takes and drops POSIX locks on
// the database itself, and any other descriptor closed on that file would drop them. The lock file is never
// removed: two processes could otherwise lock two files of the same name.
import Glibc
import SyncEngine
import Synchronization

final class LedgerLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// Takes the lock or fails at once: `.busy` when somebody has it.
  init(path: String) throws(LedgerFailure) {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard opened >= 0 else { throw LedgerLock.failure("cannot open the lock file \(path)", errno) }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(opened)
      if code == EWOULDBLOCK {
        throw LedgerFailure(.busy, "another process holds the ledger: \(path) is locked")
      }
      throw LedgerLock.failure("cannot lock \(path)", code)
    }
    descriptor = Mutex(opened)
  }

  /// Lets go of the lock; does nothing the second time.
  func release() {
    let held = descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
    if let held { close(held) }
  }

  deinit { release() }

  private static func failure(_ what: String, _ code: Int32) -> LedgerFailure {
    LedgerFailure(
      code == ENOSPC || code == EDQUOT ? .full : .io, "\(what): \(String(cString: strerror(code)))")
  }
}
